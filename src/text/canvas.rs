//! What has been painted on a page so far, to tell whether a reader sees what is drawn on it next:
//! clips, groups that let light through, fills with their colours, and pictures.
//!
//! Knows shapes and colours only, never letters. It may answer "unsure"; it never guesses.

use hayro_interpret::kurbo::{Affine, BezPath, PathSeg, Point, Rect as Area, Shape};
use hayro_interpret::pattern::Pattern;
use hayro_interpret::{BlendMode, DrawMode, Paint};

/// A colour as shown, 0 to 255 each.
pub type Colour = [u8; 3];

/// Smaller shapes than this, in points, are rules and dots: they neither hold nor hide text.
const MIN_SIDE: f64 = 3.0;
/// A rule is thinner than this.
const RULE: f64 = 2.5;
/// Colours closer than this in each channel look the same.
const SAME: u8 = 20;
/// Below this opacity nothing is seen, above the other one nothing is seen behind it.
const FAINT: f32 = 0.1;
const SOLID: f32 = 0.95;
/// What is above this opacity may hide, one sheet over another.
const VEIL: f32 = 0.3;
/// From these shares of a letter's core a shape covers it in part, and wholly.
const PART: f64 = 0.25;
const WHOLE: f64 = 0.8;
/// Shapes with more corners than this are drawings; they are not looked into.
const MAX_CORNERS: usize = 200;

/// A shape that was painted.
struct Painted {
    area: Area,
    /// Its outline, where it is no rectangle.
    outline: Option<BezPath>,
    /// `None` for pictures and patterns, and for what lets light through.
    colour: Option<Colour>,
}

/// How visible something of one colour is in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It stands out.
    Clear,
    /// It has the colour of what is behind it.
    Lost,
    /// Something is behind it or around it that must be looked at.
    Unsure,
}

/// The state of a page while it is drawn.
pub struct Canvas {
    clips: Vec<Area>,
    groups: Vec<Group>,
    painted: Vec<Painted>,
}

#[derive(Clone, Copy)]
struct Group {
    opacity: f32,
    plain: bool,
}

impl Canvas {
    /// A blank page.
    pub fn new(page: Area) -> Self {
        Self {
            clips: vec![page],
            groups: Vec::new(),
            painted: Vec::new(),
        }
    }

    /// Narrows what is drawn next to `area`.
    pub fn push_clip(&mut self, area: Area) {
        self.clips.push(self.clip().intersect(area));
    }

    /// Ends the last clip.
    pub fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    /// What of the page is drawn on at the moment.
    pub fn clip(&self) -> Area {
        self.clips.last().copied().unwrap_or(Area::ZERO)
    }

    /// Begins a group of this opacity; `plain` without mask or blending.
    pub fn push_group(&mut self, opacity: f32, plain: bool) {
        let outer = self.group();
        self.groups.push(Group {
            opacity: outer.opacity * opacity,
            plain: outer.plain && plain,
        });
    }

    /// Ends the last group.
    pub fn pop_group(&mut self) {
        self.groups.pop();
    }

    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or(Group {
            opacity: 1.0,
            plain: true,
        })
    }

    /// Whether things drawn now hide what is behind them.
    pub fn is_solid(&self) -> bool {
        self.group().plain && self.group().opacity >= SOLID
    }

    /// How something painted so would be seen over every colour painted so far: `Clear` settles
    /// it for a whole run of glyphs, and anything else asks for [`Canvas::sight`].
    pub fn outlook(&self, ink: &Ink) -> Sight {
        if ink.opacity * self.group().opacity < FAINT {
            return Sight::Lost;
        }
        let Some(colour) = ink.colour.filter(|_| ink.plain && self.group().plain) else {
            return Sight::Unsure;
        };
        let may_vanish = is_same(colour, PAPER)
            || self
                .painted
                .iter()
                .any(|shape| shape.colour.is_none_or(|behind| is_same(colour, behind)));
        if may_vanish {
            Sight::Unsure
        } else {
            Sight::Clear
        }
    }

    /// How ink of `colour` is seen at `place`.
    pub fn sight(&self, colour: Colour, place: Point) -> Sight {
        let behind = self.painted.iter().rev().find(|shape| shape.holds(place));
        match behind.map_or(Some(PAPER), |shape| shape.colour) {
            None => Sight::Unsure,
            Some(behind) if is_same(colour, behind) => Sight::Lost,
            Some(_) => Sight::Clear,
        }
    }

    /// Records a path; returns the shape where it hides, or may hide, what was drawn before it.
    pub fn paint(&mut self, path: &Shaped<'_>, ink: &Ink, mode: &DrawMode) -> Option<Cover> {
        let area = path.area(mode)?.intersect(self.clip());
        if area.width() < MIN_SIDE || area.height() < MIN_SIDE {
            return None;
        }
        if ink.opacity * self.group().opacity < FAINT {
            return None;
        }
        let opaque = self.is_true(ink);
        let solid = opaque && !path.is_intricate();
        let shape = Painted {
            area,
            outline: path.outline(mode),
            colour: ink.colour.filter(|_| solid),
        };
        let cover = Cover {
            area,
            outline: shape.outline.clone(),
            veil: match opaque {
                // A clip may be narrower than its box, and a pattern may have holes.
                true if solid && ink.colour.is_some() => Veil::Solid,
                true => Veil::Opaque,
                false => Veil::Sheer,
            },
        };
        self.painted.push(shape);
        (ink.opacity * self.group().opacity >= VEIL).then_some(cover)
    }

    /// Whether ink shows in its own colour when it is drawn now.
    pub fn is_true(&self, ink: &Ink) -> bool {
        self.is_solid() && ink.plain && ink.opacity >= SOLID
    }

    /// Records a picture, in its place on the page.
    pub fn picture(&mut self, area: Area) {
        self.painted.push(Painted {
            area,
            outline: None,
            colour: None,
        });
    }
}

/// A blank page is white.
const PAPER: Colour = [255, 255, 255];

fn is_same(a: Colour, b: Colour) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= SAME)
}

impl Painted {
    fn holds(&self, place: Point) -> bool {
        holds(self.area, self.outline.as_ref(), place)
    }
}

fn holds(area: Area, outline: Option<&BezPath>, place: Point) -> bool {
    area.contains(place) && outline.is_none_or(|outline| outline.contains(place))
}

/// What something is painted with.
pub struct Ink {
    /// `None` for patterns.
    pub colour: Option<Colour>,
    /// Its own opacity.
    pub opacity: f32,
    /// Neither masked nor blended.
    pub plain: bool,
}

impl Ink {
    /// The ink of a drawing operation.
    pub fn new(paint: &Paint<'_>, masked: bool, blend: BlendMode) -> Self {
        let plain = !masked && blend == BlendMode::Normal;
        match paint {
            Paint::Color(colour) => {
                let [r, g, b, alpha] = colour.to_rgba().to_rgba8();
                Self {
                    colour: Some([r, g, b]),
                    opacity: f32::from(alpha) / 255.0,
                    plain,
                }
            }
            Paint::Pattern(pattern) => Self {
                colour: None,
                opacity: match pattern.as_ref() {
                    Pattern::Shading(shading) => shading.opacity,
                    Pattern::Tiling(tiling) => tiling.opacity,
                },
                plain,
            },
        }
    }
}

/// What a cover lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Veil {
    /// Nothing.
    Solid,
    /// Nothing where it has ink, and it may have holes: patterns, shades, drawings.
    Opaque,
    /// Some light everywhere.
    Sheer,
}

/// How far a cover reaches over something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Over nearly all of it.
    Whole,
    /// Over a part that others may add to.
    Part,
    /// Over none of it, or next to none.
    None,
}

/// A shape that hides what was drawn before it, or may.
pub struct Cover {
    area: Area,
    outline: Option<BezPath>,
    veil: Veil,
}

impl Cover {
    /// A rectangle.
    pub fn of(area: Area, veil: Veil) -> Self {
        Self {
            area,
            outline: None,
            veil,
        }
    }

    /// What it lets through.
    pub fn veil(&self) -> Veil {
        self.veil
    }

    /// Around it.
    pub fn area(&self) -> Area {
        self.area
    }

    /// How far it reaches over `core`.
    pub fn reach(&self, core: Area) -> Reach {
        let shared = self.area.intersect(core);
        if shared.width() <= 0.0 || shared.height() <= 0.0 || shared.area() < PART * core.area() {
            Reach::None
        } else if shared.area() < WHOLE * core.area() {
            Reach::Part
        } else if holds(self.area, self.outline.as_ref(), core.center()) {
            Reach::Whole
        } else {
            Reach::None
        }
    }
}

/// A path or rectangle in its place on the page.
pub enum Shaped<'p> {
    /// A rectangle before its transform.
    Rect(Area, Affine),
    /// A path before its transform.
    Path(&'p BezPath, Affine),
}

impl Shaped<'_> {
    /// Around it.
    fn bounds(&self) -> Area {
        match self {
            Shaped::Rect(rect, transform) => transform.transform_rect_bbox(*rect),
            Shaped::Path(path, transform) => transform.transform_rect_bbox(path.bounding_box()),
        }
    }

    /// What it paints: all of a filled shape, or a straight stroke as broad as its pen.
    fn area(&self, mode: &DrawMode) -> Option<Area> {
        let bounds = self.bounds();
        let DrawMode::Stroke(pen) = mode else {
            return Some(bounds);
        };
        let (Shaped::Rect(_, transform) | Shaped::Path(_, transform)) = self;
        let width = f64::from(pen.line_width) * transform.determinant().abs().sqrt();
        if bounds.width() < 1.0 {
            Some(bounds.inflate(width / 2.0, 0.0))
        } else if bounds.height() < 1.0 {
            Some(bounds.inflate(0.0, width / 2.0))
        } else {
            None
        }
    }

    /// Its straight upright and level lines.
    pub fn lines(&self) -> Vec<Area> {
        let (path, transform) = match self {
            Shaped::Rect(rect, transform) => (rect.to_path(0.1), *transform),
            Shaped::Path(path, transform) if !self.is_intricate() => ((*path).clone(), *transform),
            Shaped::Path(..) => return Vec::new(),
        };
        let bounds = self.bounds();
        if bounds.width() <= RULE || bounds.height() <= RULE {
            return vec![bounds];
        }
        (transform * path)
            .segments()
            .filter_map(|segment| match segment {
                PathSeg::Line(line) => Some(Area::from_points(line.p0, line.p1)),
                _ => None,
            })
            .filter(|line| line.width() <= RULE || line.height() <= RULE)
            .collect()
    }

    fn is_intricate(&self) -> bool {
        matches!(self, Shaped::Path(path, _) if path.elements().len() > MAX_CORNERS)
    }

    /// Its outline on the page, where it is neither upright rectangle nor stroke nor too intricate.
    fn outline(&self, mode: &DrawMode) -> Option<BezPath> {
        let (path, transform) = match self {
            Shaped::Rect(rect, transform) if is_skewed(*transform) => {
                (rect.to_path(0.1), *transform)
            }
            Shaped::Path(path, transform) if !self.is_intricate() => ((*path).clone(), *transform),
            _ => return None,
        };
        (!matches!(mode, DrawMode::Stroke(_))).then(|| transform * path)
    }
}

fn is_skewed(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    (a.abs() > 1e-6 || d.abs() > 1e-6) && (b.abs() > 1e-6 || c.abs() > 1e-6)
}
