//! JSON, YAML, CSV, Base64 and URLs.

use std::rc::Rc;

use data_encoding::BASE64;

use super::{Function, Invocation};
use crate::input::palette::hcl::convert;
use crate::input::palette::hcl::decode::{Notation, decode};
use crate::input::palette::hcl::encode::Encoder;
use crate::input::palette::hcl::eval::{Evaluated, Halt};
use crate::input::palette::hcl::value::{Datum, ListKind, Record, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    ("base64decode", 1, 1, base64_decode),
    ("base64encode", 1, 1, |call| {
        call.make(BASE64.encode(call.text(0)?.as_bytes()))
    }),
    ("csvdecode", 1, 1, csv_decode),
    ("jsondecode", 1, 1, |call| decoded(call, Notation::Json)),
    ("jsonencode", 1, 1, |call| encoded(call, Notation::Json)),
    ("urlencode", 1, 1, url_encode),
    ("yamldecode", 1, 1, |call| decoded(call, Notation::Yaml)),
    ("yamlencode", 1, 1, |call| encoded(call, Notation::Yaml)),
];

fn encoded(call: &Invocation<'_, '_>, format: Notation) -> Evaluated {
    let encoder = Encoder::new(&call.expr.source, call.expr.span);
    let text = encoder.encode(call.raw(0)?, format)?;
    call.spend_bytes(text.content.len())?;
    call.data(Datum::Text(Rc::new(text)))
}

/// A value as JSON.
pub(super) fn json(call: &Invocation<'_, '_>, value: &Val) -> Evaluated<String> {
    let encoder = Encoder::new(&call.expr.source, call.expr.span);
    let text = encoder.encode(value, Notation::Json)?;
    match text.hole() {
        Some(reason) => Err(Halt::unknown(reason)),
        None => Ok(text.content),
    }
}

fn decoded(call: &Invocation<'_, '_>, format: Notation) -> Evaluated {
    let text = call.spelled(0)?;
    call.spend_items(text.content.len() / 16)?;
    decode(&text, format, call.expr.place(), &|| call.spend_items(1))
}

fn base64_decode(call: &Invocation<'_, '_>) -> Evaluated {
    let bytes = BASE64.decode(call.text(0)?.as_bytes());
    let bytes = bytes.map_err(|_| Halt::error("the text is not Base64"))?;
    let text = String::from_utf8(bytes);
    call.make(text.map_err(|_| Halt::error("the content is not text"))?)
}

/// As a part of a query: a blank is `+`.
fn url_encode(call: &Invocation<'_, '_>) -> Evaluated {
    let mut encoded = String::new();
    for byte in call.text(0)?.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(byte.into());
            }
            b' ' => encoded.push('+'),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    call.make(encoded)
}

/// Plain rows; quotes and line breaks within cells are left to Terraform.
fn csv_decode(call: &Invocation<'_, '_>) -> Evaluated {
    let text = call.text(0)?;
    if text.contains(['"', '\r']) {
        return Err(Halt::unknown("packlint does not read this CSV"));
    }
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let header = lines
        .next()
        .ok_or_else(|| Halt::error("the CSV has no header"))?;
    let names: Vec<&str> = header.split(',').collect();
    let place = call.expr.place();
    let mut rows = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        if cells.len() != names.len() {
            return Err(Halt::error("a row and the header differ in length"));
        }
        call.spend_items(cells.len())?;
        let mut row = Record::default();
        for (name, cell) in names.iter().zip(cells) {
            row.insert(name, place, convert::plain(cell, place));
        }
        rows.push(Datum::Object(Rc::new(row)).at(place));
    }
    call.list_data(ListKind::List, rows)
}
