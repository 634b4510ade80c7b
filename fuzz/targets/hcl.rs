//! Terraform's own files: a module, and after a line of four dashes its file of variables.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use hcl_edit::structure::Body;
use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::Request;
use packlint::internals::input::Form;
use packlint_fuzz::{Folder, has, text};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| Folder::new("hcl"));

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    let (module, variables) = text.split_once("\n----\n").unwrap_or((&text, ""));
    FOLDER.write("main.tf", module);
    FOLDER.write("terraform.tfvars", variables);
    let report = FOLDER.check(&Request {
        paths: vec![PathBuf::from("main.tf")],
        form: Some(Form::Terraform),
        ..Request::default()
    });
    let is_hcl = module.parse::<Body>().is_ok() && variables.parse::<Body>().is_ok();
    assert!(is_hcl || has(&report, "unrecognised-input"));
});
