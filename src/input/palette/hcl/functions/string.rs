//! Functions on texts. Parts of a text keep their places.

use std::rc::Rc;

use regex::{Regex, RegexBuilder};

use super::{Function, Invocation, MANY};
use crate::input::palette::hcl::convert;
use crate::input::palette::hcl::eval::{Evaluated, Halt};
use crate::input::palette::hcl::text::slice;
use crate::input::palette::hcl::value::{Datum, ListKind, Record, Val};
use crate::source::Expense;
use crate::syntax::Spelled;

pub(super) const FUNCTIONS: &[Function] = &[
    ("chomp", 1, 1, |call| {
        cut(call, |text| text.trim_end_matches(['\n', '\r']))
    }),
    ("endswith", 2, 2, |call| {
        test(call, |text, end| text.ends_with(end))
    }),
    ("format", 1, MANY, super::format::format),
    ("formatlist", 1, MANY, super::format::format_list),
    ("indent", 2, 2, indent),
    ("join", 2, MANY, join),
    ("lower", 1, 1, |call| {
        change(call, |text| text.to_lowercase())
    }),
    ("regex", 2, 2, regex),
    ("regexall", 2, 2, regex_all),
    ("replace", 3, 3, replace),
    ("split", 2, 2, split),
    ("startswith", 2, 2, |call| {
        test(call, |text, start| text.starts_with(start))
    }),
    ("strcontains", 2, 2, |call| {
        test(call, |text, part| text.contains(part))
    }),
    ("strrev", 1, 1, |call| {
        change(call, |text| text.chars().rev().collect())
    }),
    ("substr", 3, 3, substring),
    ("title", 1, 1, |call| change(call, title)),
    ("trim", 2, 2, trim),
    ("trimprefix", 2, 2, |call| {
        trim_by(call, |text, start| text.strip_prefix(start))
    }),
    ("trimspace", 1, 1, |call| cut(call, str::trim)),
    ("trimsuffix", 2, 2, |call| {
        trim_by(call, |text, end| text.strip_suffix(end))
    }),
    ("upper", 1, 1, |call| {
        change(call, |text| text.to_uppercase())
    }),
];

/// The most memory of a compiled regular expression, in bytes.
const LARGEST: usize = 256 * 1024;
/// Repeats and classes of Unicode, and how many states a regular expression with one counts for.
const MANY_STATES: [&str; 7] = ["{", "\\p", "\\P", "\\w", "\\W", "\\D", "\\S"];
const STATES: usize = 2048;

/// A part of a text, with its holes and places.
fn part_of(call: &Invocation<'_, '_>, spelled: &Spelled, part: &str) -> Evaluated {
    let start = part.as_ptr() as usize - spelled.content.as_ptr() as usize;
    call.spend_bytes(part.len())?;
    let part = slice(spelled, start..start + part.len());
    call.data(Datum::Text(Rc::new(part)))
}

fn cut(call: &Invocation<'_, '_>, cut: fn(&str) -> &str) -> Evaluated {
    let spelled = call.spelled(0)?;
    part_of(call, &spelled, cut(&spelled.content))
}

fn trim(call: &Invocation<'_, '_>) -> Evaluated {
    let spelled = whole(call)?;
    let set: Vec<char> = call.text(1)?.chars().collect();
    part_of(call, &spelled, spelled.content.trim_matches(set.as_slice()))
}

fn trim_by(
    call: &Invocation<'_, '_>,
    cut: for<'t> fn(&'t str, &str) -> Option<&'t str>,
) -> Evaluated {
    let spelled = whole(call)?;
    let text = spelled.content.as_str();
    part_of(call, &spelled, cut(text, &call.text(1)?).unwrap_or(text))
}

/// The first argument, all of it known.
fn whole(call: &Invocation<'_, '_>) -> Evaluated<Rc<Spelled>> {
    let spelled = call.spelled(0)?;
    match spelled.hole() {
        Some(reason) => Err(Halt::unknown(reason)),
        None => Ok(spelled),
    }
}

fn change(call: &Invocation<'_, '_>, change: fn(&str) -> String) -> Evaluated {
    call.make(change(&call.text(0)?))
}

fn title(text: &str) -> String {
    let mut is_first = true;
    let letters = text.chars().map(|c| {
        let letter = match is_first && c.is_lowercase() {
            true => c.to_uppercase().next().unwrap_or(c),
            false => c,
        };
        is_first = !(c.is_alphanumeric() || c == '_' || c == '\'');
        letter
    });
    letters.collect()
}

fn test(call: &Invocation<'_, '_>, test: fn(&str, &str) -> bool) -> Evaluated {
    call.data(Datum::Bool(test(&call.text(0)?, &call.text(1)?)))
}

fn indent(call: &Invocation<'_, '_>) -> Evaluated {
    let blanks = call.whole_number(0)?;
    let blanks = usize::try_from(blanks).map_err(|_| Halt::error("the indent is negative"))?;
    let spelled = call.spelled(1)?;
    let lines = spelled.content.matches('\n').count();
    call.spend_bytes(lines.saturating_mul(blanks))?;
    let mut writer = crate::input::palette::hcl::text::Writer::new(&spelled.outer, spelled.whole);
    let mut at = 0;
    for line in spelled.content.split_inclusive('\n') {
        if at > 0 {
            writer.content.push_str(&" ".repeat(blanks));
        }
        writer.part(&spelled, at..at + line.len());
        at += line.len();
    }
    if spelled.content.ends_with('\n') {
        writer.content.push_str(&" ".repeat(blanks));
    }
    call.written(writer)
}

fn join(call: &Invocation<'_, '_>) -> Evaluated {
    let separator = call.text(0)?;
    let mut writer = call.writer();
    let mut is_first = true;
    for at in 1..call.arguments.len() {
        for item in call.closed_list(at)? {
            if !std::mem::take(&mut is_first) {
                writer.content.push_str(&separator);
            }
            match &item.data {
                Datum::Unknown(gap) => writer.hole(&gap.why.reason()),
                Datum::Text(text) => writer.text(text),
                _ => writer.content.push_str(&convert::text(item)?),
            }
            call.spend_bytes(separator.len())?;
        }
    }
    call.written(writer)
}

fn split(call: &Invocation<'_, '_>) -> Evaluated {
    let separator = call.text(0)?;
    let spelled = {
        let text = call.spelled(1)?;
        if let Some(reason) = text.hole() {
            return Err(Halt::unknown(reason));
        }
        text
    };
    let text = spelled.content.as_str();
    let parts: Vec<&str> = match &*separator {
        "" => {
            // Terraform splits between letters as readers see them.
            if !text.is_ascii() {
                return Err(Halt::unknown("packlint cannot split this text"));
            }
            text.split("").filter(|part| !part.is_empty()).collect()
        }
        separator => text.split(separator).collect(),
    };
    let parts = parts.into_iter().map(|part| part_of(call, &spelled, part));
    call.list_data(ListKind::List, parts.collect::<Result<_, _>>()?)
}

fn substring(call: &Invocation<'_, '_>) -> Evaluated {
    let spelled = whole(call)?;
    let (offset, length) = (call.whole_number(1)?, call.whole_number(2)?);
    let text = spelled.content.as_str();
    if !text.is_ascii() || text.contains("\r\n") {
        return Err(Halt::unknown("packlint cannot cut this text"));
    }
    let size = text.len() as i128;
    let start = if offset < 0 {
        (size + offset).max(0)
    } else {
        offset.min(size)
    };
    let end = if length < 0 {
        size
    } else {
        start.saturating_add(length).min(size)
    };
    let range = usize::try_from(start).unwrap_or(0)..usize::try_from(end).unwrap_or(0);
    part_of(call, &spelled, text.get(range).unwrap_or_default())
}

fn replace(call: &Invocation<'_, '_>) -> Evaluated {
    let (spelled, wanted, with) = (call.spelled(0)?, call.text(1)?, call.text(2)?);
    let inner = wanted
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'));
    // What is in a hole may be a part of what is to be replaced.
    if let Some(reason) = spelled
        .hole()
        .filter(|_| inner.is_some() || wanted.chars().count() != 1)
    {
        return Err(Halt::unknown(reason));
    }
    if let Some(pattern) = inner {
        let regex = compile(call, pattern, &spelled.content)?;
        let with = with.replace("$$", "\u{0}");
        if with.contains('\u{0}') {
            return Err(Halt::unknown("packlint cannot replace in this text"));
        }
        let replaced = regex.replace_all(&spelled.content, with.as_str());
        return call.make(replaced.into_owned());
    }
    if wanted.is_empty() {
        return Err(Halt::unknown("packlint cannot replace in this text"));
    }
    let text = spelled.content.as_str();
    let is_hole = |at: usize| {
        let mut holes = spelled.holes.iter();
        holes.any(|hole| (hole.at.start as usize..hole.at.end as usize).contains(&at))
    };
    let matches = text.match_indices(&*wanted).filter(|(at, _)| !is_hole(*at));
    let matches: Vec<_> = matches.collect();
    call.spend_bytes(matches.len().saturating_mul(with.len()))?;
    let mut writer = crate::input::palette::hcl::text::Writer::new(&spelled.outer, spelled.whole);
    let mut last = 0;
    for (at, found) in matches {
        writer.part(&spelled, last..at);
        writer.part(&spelled, at..at);
        writer.content.push_str(&with);
        last = at + found.len();
    }
    writer.part(&spelled, last..text.len());
    call.written(writer)
}

/// Compiles an expression, where it means the same to Terraform.
fn compile(call: &Invocation<'_, '_>, pattern: &str, text: &str) -> Evaluated<Regex> {
    let only_there = || Halt::unknown("packlint cannot evaluate this regular expression");
    // Classes such as `\d` are those of ASCII there; sets and some flags are not known there.
    let is_plain = |text: &str| text.is_ascii() && !text.contains('\u{b}');
    let is_other = [
        "&&", "--", "~~", "\\<", "\\>", "\\b{", "(?x", "(?R", "(?u", "\\u", "\\U",
    ];
    let has_inner_class = pattern.match_indices('[').any(|(at, _)| {
        pattern
            .get(..at)
            .is_some_and(|before| before.rfind('[') > before.rfind(']'))
            && pattern.get(at..at + 2) != Some("[:")
    });
    let differs = is_other.iter().any(|part| pattern.contains(part));
    if !is_plain(pattern) || !is_plain(text) || differs || has_inner_class {
        return Err(only_there());
    }
    let (evaluator, place) = (call.evaluator, call.expr.place());
    let has_many = MANY_STATES.iter().any(|mark| pattern.contains(mark));
    let states = match has_many {
        true => STATES.max(pattern.len()),
        false => pattern.len(),
    };
    let steps = states.saturating_mul(text.len());
    if pattern.len() > 4096 || !evaluator.spend(Expense::MatchSteps, steps, place) {
        return Err(only_there());
    }
    let regex = evaluator.regexes.borrow().get(pattern).cloned();
    let regex = regex.unwrap_or_else(|| {
        let may = evaluator.spend(Expense::RegexBytes, states.saturating_mul(32), place);
        let built = may.then(|| {
            let mut builder = RegexBuilder::new(pattern);
            builder.size_limit(LARGEST).nest_limit(50).build().ok()
        });
        let mut known = evaluator.regexes.borrow_mut();
        known
            .entry(pattern.to_owned())
            .or_insert(built.flatten())
            .clone()
    });
    regex.ok_or_else(only_there)
}

/// What a match gives: the text, its groups, or its named groups.
fn captured(call: &Invocation<'_, '_>, regex: &Regex, found: &regex::Captures<'_>) -> Evaluated {
    let group = |found: Option<regex::Match<'_>>| match found {
        Some(found) => call.make(found.as_str()),
        None => call.data(Datum::Null),
    };
    let names: Vec<_> = regex.capture_names().skip(1).collect();
    if names.is_empty() {
        return group(found.get(0));
    }
    let is_named = names.iter().flatten().count();
    if is_named == 0 {
        let groups = (1..=names.len()).map(|at| group(found.get(at)));
        return call.data(Datum::list(
            ListKind::Tuple,
            groups.collect::<Result<_, _>>()?,
        ));
    }
    if is_named < names.len() {
        return Err(Halt::error("only some groups have names"));
    }
    let mut object = Record::default();
    for name in names.into_iter().flatten() {
        object.insert(name, call.expr.place(), group(found.name(name))?);
    }
    call.data(Datum::Object(Rc::new(object)))
}

fn regex(call: &Invocation<'_, '_>) -> Evaluated {
    let (pattern, text) = (call.text(0)?, call.text(1)?);
    let regex = compile(call, &pattern, &text)?;
    match regex.captures(&text) {
        Some(found) => captured(call, &regex, &found),
        None => Err(Halt::error("nothing matches the regular expression")),
    }
}

fn regex_all(call: &Invocation<'_, '_>) -> Evaluated {
    let (pattern, text) = (call.text(0)?, call.text(1)?);
    let regex = compile(call, &pattern, &text)?;
    let found = regex.captures_iter(&text);
    let found = found.map(|found| captured(call, &regex, &found));
    let found: Vec<Val> = found.collect::<Result<_, _>>()?;
    call.list_data(ListKind::List, found)
}
