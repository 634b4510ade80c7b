//! The archive of a chart. The first byte says what the rest is: a file as it is, or a tar archive
//! that is packed here, so that a mutation reaches the tar reader behind the checksums; of the
//! other values, how often the tar archive is repeated.
#![no_main]

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::Request;
use packlint_fuzz::{Folder, has};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::new("archive");
    let manifest = r#"{"name": "demo", "displayName": "d", "version": "1.0.0", "layer": "addon",
        "cloudTypes": ["all"], "charts": ["charts/demo.tgz"]}"#;
    folder.pack("demo-1.0.0", manifest);
    folder.write(
        "demo-1.0.0/values.yaml",
        "pack: {content: {images: [{image: demo}]}}\ncharts: {demo: {a: 1, b: {c: x}}}\n",
    );
    folder
});

fuzz_target!(|data: &[u8]| {
    let Some((mode, data)) = data.split_first() else {
        return;
    };
    let packed = match mode {
        0 => data.to_vec(),
        times => gzip(data, usize::from(*times)),
    };
    FOLDER.write("demo-1.0.0/charts/demo.tgz", &packed);
    let report = FOLDER.check(&Request {
        paths: vec![PathBuf::from("demo-1.0.0")],
        ..Request::default()
    });
    assert_eq!(report.errors, [], "a broken archive is a finding");
    let is_gzip = packed.starts_with(&[0x1f, 0x8b]);
    assert!(is_gzip || has(&report, "chart-archive"));
});

fn gzip(data: &[u8], times: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..times {
        encoder.write_all(data).expect("packed");
    }
    encoder.finish().expect("packed")
}
