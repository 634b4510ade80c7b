//! JSON, YAML, CSV, Base64 and URLs.

use std::rc::Rc;

use data_encoding::BASE64;

use super::{Call, Function};
use crate::input::palette::hcl::convert;
use crate::input::palette::hcl::decode::{Format, decode};
use crate::input::palette::hcl::encode::Encoder;
use crate::input::palette::hcl::eval::{Evaluated, Stop};
use crate::input::palette::hcl::value::{Data, ListKind, Object, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    ("base64decode", 1, 1, base64_decode),
    ("base64encode", 1, 1, |call| call.make(BASE64.encode(call.text(0)?.as_bytes()))),
    ("csvdecode", 1, 1, csv_decode),
    ("jsondecode", 1, 1, |call| decoded(call, Format::Json)),
    ("jsonencode", 1, 1, |call| encoded(call, Format::Json)),
    ("urlencode", 1, 1, url_encode),
    ("yamldecode", 1, 1, |call| decoded(call, Format::Yaml)),
    ("yamlencode", 1, 1, |call| encoded(call, Format::Yaml)),
];

fn encoded(call: &Call<'_, '_>, format: Format) -> Evaluated {
    let encoder = Encoder::new(&call.expr.source, call.expr.span);
    let text = encoder.encode(call.raw(0)?, format)?;
    call.spend_bytes(text.content.len())?;
    call.data(Data::Text(Rc::new(text)))
}

/// A value as JSON.
pub(super) fn json(call: &Call<'_, '_>, value: &Val) -> Evaluated<String> {
    let encoder = Encoder::new(&call.expr.source, call.expr.span);
    let text = encoder.encode(value, Format::Json)?;
    match text.hole() {
        Some(reason) => Err(Stop::unknown(reason)),
        None => Ok(text.content),
    }
}

fn decoded(call: &Call<'_, '_>, format: Format) -> Evaluated {
    let text = call.spelled(0)?;
    call.spend_items(text.content.len() / 16)?;
    decode(&text, format, call.expr.place())
}

fn base64_decode(call: &Call<'_, '_>) -> Evaluated {
    let bytes = BASE64.decode(call.text(0)?.as_bytes());
    let bytes = bytes.map_err(|_| Stop::error("the text is not Base64"))?;
    let text = String::from_utf8(bytes);
    call.make(text.map_err(|_| Stop::error("the content is not text"))?)
}

/// As a part of a query: a blank is `+`.
fn url_encode(call: &Call<'_, '_>) -> Evaluated {
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
fn csv_decode(call: &Call<'_, '_>) -> Evaluated {
    let text = call.text(0)?;
    if text.contains(['"', '\r']) {
        return Err(Stop::unknown("this CSV is read by Terraform only"));
    }
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let header = lines.next().ok_or_else(|| Stop::error("the CSV has no header"))?;
    let names: Vec<&str> = header.split(',').collect();
    let place = call.expr.place();
    let mut rows = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        if cells.len() != names.len() {
            return Err(Stop::error("a row has another length than the header"));
        }
        call.spend_items(cells.len())?;
        let mut row = Object::default();
        for (name, cell) in names.iter().zip(cells) {
            row.insert(name, place, convert::plain(cell, place));
        }
        rows.push(Data::Object(Rc::new(row)).at(place));
    }
    call.list_data(ListKind::List, rows)
}
