#[test]
fn probe() {
    let dir = std::env::var("PROBE").unwrap();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "pdf" && e != "PDF") { continue; }
        let bytes = std::fs::read(&path).unwrap();
        let t = std::time::Instant::now();
        let limits = super::pdf::Limits { max_bytes: 50 << 20, max_pages: 2000 };
        match super::pdf::read(&bytes, limits) {
            Ok(mut d) => {
                let ms = t.elapsed().as_millis();
                let t = std::time::Instant::now();
                if std::env::var("SECOND").is_ok() { let a = super::second::agreement(&bytes, &d); for (p, a) in d.pages.iter_mut().zip(a) { p.agreement = a; } }
                let low = d.pages.iter().filter_map(|p| p.agreement).fold(1.0f32, f32::min);
                let name = path.file_name().unwrap().to_str().unwrap();
                println!("{}", serde_json::json!({"file": name, "ms": ms as u64, "ms2": t.elapsed().as_millis() as u64, "pages": d.pages.len(), "words": d.words.len(), "furniture": d.furniture.len(), "low": low, "warnings": d.warnings, "bad": d.words.iter().filter(|w| d.slice(w.span).is_empty()).count()}));
                std::fs::write(format!("/tmp/probe/{name}.txt"), &d.text).unwrap();
                std::fs::write(format!("/tmp/probe/{name}.json"), serde_json::to_vec(&d).unwrap()).unwrap();
            }
            Err(e) => println!("{{\"file\":{path:?},\"error\":\"{e:?}\"}}"),
        }
    }
}
