//! What words mean beyond their letters: ideas of contract language, each with the words that express
//! it, so that a wording that no training contract has is known by its ideas.
//!
//! The lists were written from knowledge of contract English and know no contract. A word counts for
//! the first idea that names it whole, else for the one with its longest beginning.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Close ideas. `*` ends a word of which only the beginning is given; words of one letter's
/// difference that mean something else stand in a line of their own.
const CLOSE: &[&str] = &[
    "not no neither nor never without none cannot nothing",
    "prohibit* forbid* forbidden restrict* refrain* preclud* prevent*",
    "except unless excluding exception* exclud* carve*",
    "notwithstanding however provided subject",
    "exclusiv*",
    "non-exclusiv* nonexclusive",
    "sole solely only",
    "compet*",
    "similar substitut* alternative comparable equivalent same identical like",
    "affiliat* subsidiar*",
    "parent holding",
    "assign* novat* reassign*",
    "transfer* convey* dispose* disposition alienat*",
    "delegat* subcontract* sub-contract*",
    "encumber* pledge* mortgage* hypothecat* lien",
    "consent* approv* permission permit* authoriz* authoris*",
    "withh* unreasonabl* delayed conditioned",
    "void null ineffective purported attempt*",
    "successor* assigns heirs binding inure*",
    "control",
    "change changes changed",
    "merge* consolidat* reorganiz* amalgamat* combination takeover",
    "acquisition acquire* acquir* acquisitions",
    "substantially assets",
    "voting securities equity shareholder* stockholder* shares beneficial",
    "terminat* cancel* rescind*",
    "expir* end ends ending lapse* conclu* cease*",
    "renew* extend* extension*",
    "successive automatically rollover consecutive evergreen",
    "notice notif* notification advise*",
    "prior before advance least",
    "day days business",
    "month months monthly",
    "week weeks weekly",
    "year years annual* quarter* anniversar* calendar fiscal",
    "$ dollar* usd million thousand euro euros eur hundred",
    "fee fees payment* pay pays paid compensat* remunerat* payable",
    "royalt*",
    "commission*",
    "price* pricing tariff*",
    "discount* rebate* credit*",
    "rate rates cost costs expense*",
    "revenue* income sales gross net earnings proceeds",
    "profit* margin* loss",
    "share shared sharing split portion pro-rata",
    "% percent* percentage",
    "minimum fewer least",
    "commit* quota* target* guarantee* guaranty shortfall",
    "purchase* buy buys bought buyer's procure*",
    "order orders ordered ordering",
    "quantity quantities volume* unit units",
    "forecast* estimate* projection* projected requirements",
    "maximum exceed* excess more greater",
    "cap capped ceiling limit limits limited limitation*",
    "aggregate total cumulative",
    "licens* licenc*",
    "sublicens* sub-licens* sublicenc*",
    "grant grants granted granting hereby",
    "perpetual* forever indefinite* perpetuity",
    "irrevocabl*",
    "royalty-free fully-paid paid-up royaltyfree free",
    "worldwide world global universe",
    "unlimited unrestricted any-number",
    "enterprise site server* seat* user users concurrent install* copies copy number",
    "non-transferab* nontransferable non-assignable nonassignable personal untransferable",
    "transferab* assignable sublicensable sublicenseable",
    "intellectual patent* copyright* invention* know-how proprietary secret* moral",
    "trademark* trade-mark* logo* mark marks brand* name names",
    "own owns owned owner* ownership title belong* vest*",
    "interest interests property",
    "joint* co-own* coown* undivided jointly",
    "sue suit* litigat* proceeding* action actions institute*",
    "challenge* contest* attack* oppos* disput* impugn*",
    "validity invalid* enforceab* unenforceab*",
    "releas* discharg* acquit*",
    "waiv* relinquish*",
    "covenant*",
    "claim claims demand* cause",
    "liab*",
    "damages",
    "consequential incidental indirect punitive special exemplary",
    "indemnif* indemnit* harmless defend*",
    "negligen* willful wilful fraud* misconduct intentional* deliberate gross-negligence",
    "breach* violat* default* failure fails",
    "cure cured remedy remed* remediat*",
    "bankrupt* insolv* receiver* liquidat* creditor*",
    "liquidated penalt* forfeit* break-up breakup genuine pre-estimate",
    "warrant* guaranteed merchantab* fitness",
    "defect* workmanship conform* nonconform* specification*",
    "repair* replace* refund* correct*",
    "insur* coverage underwrit* insured",
    "policy policies premium* occurrence certificate* umbrella",
    "audit* accountant* verif* verify",
    "inspect* examin* visit*",
    "record records books accounts ledger*",
    "access premises facilities facility",
    "solicit* induce* entice* recruit* lure*",
    "hire hires hiring employ employs employing engage",
    "employee* personnel staff officer* consultant*",
    "customer* client* subscriber* patron*",
    "disparag* derogat* defam* detriment*",
    "reputation goodwill image disreput* negative adverse*",
    "favor* favour* preferential advantageous",
    "most best lowest better lower",
    "refusal",
    "first initially",
    "negotiat* discuss*",
    "offer offers offered offering bona proposal* opportunity",
    "match* exercise* elect*",
    "escrow* deposit*",
    "source object code",
    "third outside",
    "beneficiar* benefit*",
    "person persons entity entities anyone",
    "surviv*",
    "after following thereafter post upon",
    "transition* wind winding wind-down phase* orderly assist* cooperat*",
    "inventory stock remaining sell-off unsold existing",
    "continue* remain* ongoing",
    "territor* region* country countries geograph* area states",
    "shall must will",
    "agree agrees agreed undertak* oblig* require* duty",
    "may",
    "right rights entitle* option options privilege*",
    "convenience reason",
    "time sooner earlier",
    "discretion",
    "govern* construed interpret* jurisdiction",
    "law laws statute*",
    "sell sells sale selling sold resell* resale",
    "market* promot* advertis* publici*",
    "distribut* deal dealer*",
    "engage* conduct carry operat* activit* participat*",
    "indirectly directly",
    "products product goods merchandise item items",
    "service services perform*",
    "equipment system* hardware",
    "supply supplies supplied manufactur* produce* produc*",
    "deliver* ship* furnish*",
    "confiden* disclos* nondisclosure",
    "return* destroy* destruct* erase*",
    "material materially substantial",
    "use uses using exploit* utiliz*",
    "modify reproduce* display derivative adapt*",
    "commence* commenc* begin* beginning start*",
    "effective date dated",
    "term initial period duration",
    "force effect",
    "technology software website data platform content",
    "develop* creat* conceiv* author*",
    "improv* enhanc* modif* invention",
    "work works work-for-hire made",
    "increase* decrease* adjust* reduc* rais* escalat* cpi index inflation",
    "licensor* supplier* seller* vendor* provider* manufacturer* franchisor* owner's sponsor* contractor* lessor* company corporation",
    "licensee* buyer* purchaser* distributor* reseller* recipient* franchisee* lessee* agent* affiliate's customer's",
    "party parties both either each",
    "other others another",
    "all every any",
    "written writing",
    "during while throughout long",
    "satisf* achiev* meet meets fail",
    "withdraw* resign* remove* removal",
    "domain url internet web online link",
    "advertising banner impression* placement",
];

/// Wide ideas, several close ones in each.
const WIDE: &[&str] = &[
    "not no neither nor never without none cannot nothing non prohibit* forbid* forbidden restrict* refrain*",
    "except unless notwithstanding excluding exception* exclud* however provided otherwise but carve*",
    "exclusiv* sole solely only nonexclusive",
    "compet* rival* similar substitut* alternative",
    "affiliat* subsidiar* parent",
    "assign* transfer* convey* delegat* novat* encumber* dispose*",
    "consent* approv* permission permit* authoriz* authoris*",
    "control merge* consolidat* acquisition acquire* acquir* reorganiz* substantially takeover",
    "terminat* cancel* cancell* cease* rescind* expir* end ends ending lapse* conclu*",
    "renew* extend* extension* successive rollover",
    "notice notif* notification advise*",
    "day days month months week weeks year years annual* quarter* monthly anniversar* calendar",
    "$ dollar* usd million thousand euro euros eur fee fees royalt* commission* payment* pay pays paid compensat* remunerat* payable",
    "price* pricing discount* rate rates cost costs tariff* markup",
    "revenue* profit* proceeds income sales gross net earnings share shared sharing split % percent* percentage",
    "minimum least less fewer commit* quota* target* guarantee* guaranty",
    "purchase* buy buys bought order* procure* quantity quantities volume* units unit forecast*",
    "maximum exceed* cap capped limit* limitation* ceiling excess aggregate",
    "licens* sublicens* licenc* grant* hereby",
    "perpetual* irrevocabl* royalty-free royaltyfree forever unrestricted indefinite* worldwide",
    "transferab* non-transferable nontransferable sublicensable assignable",
    "intellectual patent* copyright* trademark* invention* proprietary know knowhow moral",
    "own owns owned owner* ownership title belong* vest* property",
    "joint* coown* co-own* mutually together",
    "sue suit* challenge* contest* attack* validity oppos* enforceab* invalid* dispute* release* waiv* discharge* covenant*",
    "liab* damages consequential incidental indirect punitive special exemplary indemnif* indemnit* harmless defend*",
    "negligen* willful wilful fraud* misconduct intentional* deliberate breach*",
    "liquidated penalt* forfeit* breakup",
    "warrant* defect* repair* replace* workmanship conform* merchantab*",
    "insur* coverage policy policies premium* underwrit* occurrence",
    "audit* inspect* examin* record records books accountant* verify verif*",
    "solicit* hire hires hiring recruit* induce* entice* employ* employee*",
    "customer* client* account accounts user users",
    "disparag* derogat* defam* reputation* goodwill negative adverse* disreput* image",
    "favor* favour* preferential advantageous",
    "refusal first negotiat* match* offer offers offered offering bona",
    "escrow* source deposit* object",
    "third beneficiar* person persons enforce",
    "surviv* after following thereafter transition* wind winding remaining inventory stock phase* post",
    "territor* world region* country countries geograph*",
    "unlimited any all number enterprise site",
    "shall must will agree* undertak* oblig* require* duty",
    "may right rights entitle* option* elect* discretion",
    "convenience reason cause time sooner earlier",
    "govern* law laws construed interpret* jurisdiction",
    "sell sells sale sold market* distribut* promot* resell* advertis*",
    "business engage* activit* operat* conduct* carry",
    "products product goods services service equipment",
    "confiden* secret* disclos* nondisclosure return* destroy* destruct*",
    "default* material materially cure cured remedy remed* bankrupt* insolv*",
    "equity shares shareholder* voting board director* interest*",
    "use uses using copy copies install* modify reproduce* display perform* derivative",
    "effective commence* commenc* begin* beginning start* date dated term initial period duration",
    "supply supplies supplier* manufactur* deliver* ship*",
    "name names logo* mark marks brand* domain",
    "technology software code website content data platform develop* creat* conceiv* improv* enhanc*",
    "increase* decrease* adjust* reduc* rais* escalat* cpi index",
];

/// The ideas of one stretch, in the order in which they are expressed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ideas {
    /// The numbers of the close ones.
    pub close: Vec<u8>,
    /// The numbers of the wide ones.
    pub wide: Vec<u8>,
}

/// The ideas that `text` expresses.
pub fn ideas(text: &str) -> Ideas {
    static CLOSE_TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(CLOSE));
    static WIDE_TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(WIDE));
    let lower = text.to_ascii_lowercase();
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '$' | '%');
    let words = lower.split(|letter| !is_part(letter));
    let mut found = Ideas::default();
    for word in words.filter(|word| !word.is_empty()) {
        found.close.extend(CLOSE_TABLE.idea(word));
        found.wide.extend(WIDE_TABLE.idea(word));
    }
    found
}

/// Words and beginnings of words with the number of their idea.
struct Table {
    whole: HashMap<&'static str, u8>,
    begun: HashMap<&'static str, u8>,
    /// The lengths of the shortest and the longest beginning, in bytes.
    shortest: usize,
    longest: usize,
}

impl Table {
    fn of(lines: &[&'static str]) -> Self {
        let mut table = Self {
            whole: HashMap::new(),
            begun: HashMap::new(),
            shortest: usize::MAX,
            longest: 0,
        };
        for (number, line) in (0_u8..).zip(lines) {
            for word in line.split(' ') {
                match word.strip_suffix('*') {
                    Some(stem) => {
                        table.shortest = table.shortest.min(stem.len());
                        table.longest = table.longest.max(stem.len());
                        table.begun.entry(stem).or_insert(number);
                    }
                    None => {
                        table.whole.entry(word).or_insert(number);
                    }
                }
            }
        }
        table
    }

    /// The idea of a word in lower case; an amount and a share count as their signs.
    fn idea(&self, word: &str) -> Option<u8> {
        let sign = match word {
            _ if word.starts_with('$') => "$",
            _ if word.ends_with('%') => "%",
            _ => word,
        };
        let lengths = (self.shortest..=self.longest.min(sign.len())).rev();
        let mut begun = lengths.filter_map(|length| self.begun.get(sign.get(..length)?));
        self.whole.get(sign).or_else(|| begun.next()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_wordings_of_one_promise_express_the_same_ideas() {
        let one = ideas("It shall not terminate");
        let two = ideas("This will never cancel");
        assert_eq!(one, two);
        assert!(!one.close.is_empty() && !one.wide.is_empty());
        assert_ne!(one.close, ideas("It shall terminate").close);
    }

    #[test]
    fn the_longest_beginning_counts_and_amounts_count_as_their_sign() {
        assert_eq!(ideas("$5,000").close.first(), ideas("$").close.first());
        assert_eq!(ideas("12.5%").close.last(), ideas("%").close.first());
        assert_ne!(ideas("sublicensed").close, ideas("licensed").close);
        assert_eq!(ideas("\u{e9}t\u{e9} xyzzy"), Ideas::default());
    }
}
