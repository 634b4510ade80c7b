//! Terraform plans and states in JSON: what is no JSON is said, and what is marked sensitive is not
//! shown.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::Request;
use packlint::internals::input::Form;
use packlint::internals::syntax::check_strict_json;
use packlint_fuzz::{Folder, has, text};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| Folder::new("terraform_plan"));

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    FOLDER.write("plan.json", &text);
    let report = FOLDER.check(&Request {
        paths: vec![PathBuf::from("plan.json")],
        form: Some(Form::TerraformPlan),
        ..Request::default()
    });
    let is_json = check_strict_json(&text).is_ok();
    assert_ne!(has(&report, "json-syntax"), is_json);
    assert!(!report.clusters.is_empty() || !report.findings.is_empty() || is_json);
});
