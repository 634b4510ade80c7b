//! `format` and `formatlist`.

use std::rc::Rc;

use super::Invocation;
use super::encoding::json;
use crate::input::palette::hcl::convert;
use crate::input::palette::hcl::eval::{Evaluated, Halt};
use crate::input::palette::hcl::text::Writer;
use crate::input::palette::hcl::value::{Datum, ListKind, Val};

/// A verb with its flags: `%-5.2f`.
#[derive(Default)]
struct Verb {
    letter: char,
    minus: bool,
    plus: bool,
    space: bool,
    zero: bool,
    sharp: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// A part of a format.
enum FormatPart<'f> {
    Literal(&'f str),
    Verb(Verb),
}

/// The parts of a format. Positions and widths that are arguments are left to Terraform.
fn parse(format: &str) -> Evaluated<Vec<FormatPart<'_>>> {
    let only_there = || Halt::unknown("packlint does not support this format");
    let mut parts = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        let (before, behind) = rest.split_at(at);
        parts.push(FormatPart::Literal(before));
        let mut verb = Verb::default();
        let mut letters = behind.char_indices().skip(1);
        let mut is_in_precision = false;
        let end = loop {
            let Some((at, letter)) = letters.next() else {
                return Err(Halt::error("the format ends in a verb"));
            };
            match letter {
                '0' if verb.width.is_none() && !is_in_precision => verb.zero = true,
                '-' => verb.minus = true,
                '+' => verb.plus = true,
                ' ' => verb.space = true,
                '#' => verb.sharp = true,
                '.' => {
                    is_in_precision = true;
                    verb.precision = Some(0);
                }
                '0'..='9' => {
                    let digit = letter as usize - '0' as usize;
                    let number = match is_in_precision {
                        true => &mut verb.precision,
                        false => &mut verb.width,
                    };
                    let value = number.unwrap_or(0) * 10 + digit;
                    if value > 1000 {
                        return Err(only_there());
                    }
                    *number = Some(value);
                }
                '*' | '[' => return Err(only_there()),
                letter => {
                    verb.letter = letter;
                    break at + letter.len_utf8();
                }
            }
        };
        parts.push(match verb.letter {
            '%' => FormatPart::Literal("%"),
            _ => FormatPart::Verb(verb),
        });
        rest = behind.get(end..).unwrap_or_default();
    }
    parts.push(FormatPart::Literal(rest));
    Ok(parts)
}

impl Verb {
    fn write(&self, call: &Invocation<'_, '_>, value: &Val, writer: &mut Writer) -> Evaluated<()> {
        if let Some(gap) = value.any_gap() {
            let is_plain = self.width.is_none() && self.precision.is_none();
            return match &value.data {
                Datum::Text(text)
                    if is_plain && matches!(self.letter, 's' | 'v') && !self.sharp =>
                {
                    writer.text(text);
                    Ok(())
                }
                _ => {
                    writer.hole(&gap.why.reason());
                    Ok(())
                }
            };
        }
        let text = self.text(call, value)?;
        let length = text.chars().count();
        let missing = self.width.unwrap_or(0).saturating_sub(length);
        let sign = usize::from(text.starts_with(['-', '+']));
        match (
            self.minus,
            self.zero && !matches!(self.letter, 's' | 'q' | 'v' | 't'),
        ) {
            (true, _) => {
                writer.content.push_str(&text);
                writer.content.push_str(&" ".repeat(missing));
            }
            (false, true) => {
                let (sign, digits) = text.split_at(sign);
                writer.content.push_str(sign);
                writer.content.push_str(&"0".repeat(missing));
                writer.content.push_str(digits);
            }
            (false, false) => {
                writer.content.push_str(&" ".repeat(missing));
                writer.content.push_str(&text);
            }
        }
        call.spend_bytes(text.len() + missing)
    }

    fn text(&self, call: &Invocation<'_, '_>, value: &Val) -> Evaluated<String> {
        let only_there = || Halt::unknown("packlint does not support this format");
        let signed = |text: String, is_negative: bool| match (self.plus, self.space, is_negative) {
            (true, _, false) => format!("+{text}"),
            (false, true, false) => format!(" {text}"),
            _ => text,
        };
        let whole = || {
            let number = convert::number(value)?.as_whole();
            number.ok_or_else(|| Halt::error("the number is not whole"))
        };
        let radix = |digits: &dyn Fn(u128) -> String| {
            let number = whole()?;
            if self.sharp || self.precision.is_some() {
                return Err(only_there());
            }
            let sign = if number < 0 { "-" } else { "" };
            let text = format!("{sign}{}", digits(number.unsigned_abs()));
            Ok(signed(text, number < 0))
        };
        match self.letter {
            'v' if value.is_null() => Ok("null".to_owned()),
            _ if value.is_null() => Err(Halt::error("null is formatted")),
            'v' => match &value.data {
                Datum::Text(_) if self.sharp => json(call, value),
                Datum::Text(_) => Ok(convert::text(value)?.to_string()),
                Datum::Bool(_) => Ok(convert::text(value)?.to_string()),
                Datum::Number(number) if !self.sharp && self.precision.is_none() => {
                    // `%v` of a number is `%g`.
                    let text = number.text().ok_or_else(only_there)?;
                    let digits = text.trim_start_matches('-');
                    let is_short = digits.len() <= 15 && !digits.starts_with("0.0000");
                    is_short.then_some(text).ok_or_else(only_there)
                }
                Datum::List(_) | Datum::Object(_) => json(call, value),
                _ => Err(only_there()),
            },
            's' => {
                let text = convert::text(value)?;
                Ok(match self.precision {
                    Some(most) => text.chars().take(most).collect(),
                    None => text.to_string(),
                })
            }
            'q' => {
                let text = convert::text(value)?;
                let is_plain = text.chars().all(|c| (' '..='~').contains(&c));
                is_plain
                    .then(|| format!("{text:?}").replace("\\'", "'"))
                    .ok_or_else(only_there)
            }
            't' => Ok(convert::flag(value)?.to_string()),
            'd' => radix(&|number| number.to_string()),
            'b' => radix(&|number| format!("{number:b}")),
            'o' => radix(&|number| format!("{number:o}")),
            'x' if !matches!(value.data, Datum::Text(_)) => radix(&|number| format!("{number:x}")),
            'X' if !matches!(value.data, Datum::Text(_)) => radix(&|number| format!("{number:X}")),
            'f' => {
                let number = convert::number(value)?.as_f64().ok_or_else(only_there)?;
                let precision = self.precision.unwrap_or(6);
                if number.abs() >= 1e6 || precision > 8 {
                    return Err(only_there());
                }
                Ok(signed(format!("{number:.precision$}"), number < 0.0))
            }
            _ => Err(only_there()),
        }
    }
}

fn write(call: &Invocation<'_, '_>, format: &str, values: &[Val]) -> Evaluated {
    let mut writer = call.writer();
    let mut values = values.iter();
    let missing = || Halt::error("the format has more verbs than there are values");
    for part in parse(format)? {
        match part {
            FormatPart::Literal(text) => writer.content.push_str(text),
            FormatPart::Verb(verb) => {
                let value = values.next().ok_or_else(missing)?;
                verb.write(call, value, &mut writer)?;
            }
        }
    }
    match values.next() {
        Some(_) => Err(Halt::error(
            "the format has fewer verbs than there are values",
        )),
        None => call.written(writer),
    }
}

pub(super) fn format(call: &Invocation<'_, '_>) -> Evaluated {
    let format = call.text(0)?;
    write(call, &format, call.arguments.get(1..).unwrap_or_default())
}

/// Lists are gone through together; what is no list stays the same.
pub(super) fn format_list(call: &Invocation<'_, '_>) -> Evaluated {
    let mut length = None;
    for at in 0..call.arguments.len() {
        if matches!(call.argument(at)?.data, Datum::List(_)) {
            let own = call.closed_list(at)?.len();
            if length.is_some_and(|length| length != own) {
                return Err(Halt::error("the lists differ in length"));
            }
            length = Some(own);
        }
    }
    let row = |at: usize| -> Vec<Val> {
        let values = call.arguments.iter();
        let values = values.map(|value| match value.as_list() {
            Some(list) => list.items.get(at).unwrap_or(value).clone(),
            None => value.clone(),
        });
        values.collect()
    };
    let mut items = Vec::new();
    for at in 0..length.unwrap_or(1) {
        let row = row(at);
        let (format, values) = row.split_first().ok_or_else(|| Halt::error("no format"))?;
        let format: Rc<str> = convert::text(format)?;
        items.push(write(call, &format, values)?);
    }
    call.list_data(ListKind::List, items)
}
