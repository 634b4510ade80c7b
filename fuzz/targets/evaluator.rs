//! Expressions of Terraform: as a local, an argument, a template file and a type; the evaluation ends, and
//! the parser takes no longer than was measured before.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use packlint::internals::engine::Request;
use packlint::internals::input::Form;
use packlint_fuzz::{Folder, text};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| Folder::new("evaluator"));

fuzz_target!(|data: &[u8]| {
    let Some(text) = text(data) else { return };
    let (first, second) = text.split_once("\n----\n").unwrap_or((&text, "1"));
    let cluster = "resource \"spectrocloud_cluster_aks\" \"c\" {\n  name = local.x\n  \
        machine_pool {\n    name = module.m.o\n    count = local.y\n  }\n}\n";
    let module = format!(
        "locals {{\n  a = [1, \"b\", {{c = [true, null]}}]\n  x = {first}\n  y = {second}\n  \
         z = templatefile(\"t.tftpl\", {{x = local.a}})\n}}\nmodule \"m\" {{\n  source = \"./m\"\n  \
         v = local.x\n  w = local.z\n}}\n{cluster}"
    );
    FOLDER.write("main.tf", module);
    FOLDER.write("t.tftpl", &text);
    FOLDER.write(
        "m/main.tf",
        format!(
            "variable \"v\" {{\n  type = {second}\n}}\nvariable \"w\" {{\n  sensitive = true\n}}\n\
             output \"o\" {{\n  value = var.v\n}}\n"
        ),
    );
    FOLDER.check(&Request {
        paths: vec![PathBuf::from("main.tf")],
        form: Some(Form::Terraform),
        ..Request::default()
    });
});
