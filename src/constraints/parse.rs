//! A template: items between `{{` and `}}`, separated by `|`.

use std::ops::Range;

use super::format::Format;
use super::{Template, TemplateError, TemplateErrorKind as Kind};
use crate::text::short;

/// How much of an unexpected text a message shows.
const SHOWN: usize = 20;

/// Parses a template.
///
/// # Errors
/// The first thing that is wrong, with its bytes.
pub fn parse(text: &str) -> Result<Template, TemplateError> {
    parse_within(text, &|_| true)
}

/// As [`parse`]; `may` is asked for the bytes that each regex takes once it is compiled.
///
/// # Errors
/// As [`parse`]; also where `may` refuses.
pub(crate) fn parse_within(
    text: &str,
    may: &dyn Fn(u64) -> bool,
) -> Result<Template, TemplateError> {
    let mut cursor = Cursor { text, at: 0 };
    cursor.skip_blanks();
    if !cursor.take("{{") {
        return cursor.fail_at_word(Kind::NotOpened);
    }
    let mut template = Template::default();
    loop {
        cursor.skip_blanks();
        read_item(&mut cursor, &mut template, may)?;
        cursor.skip_blanks();
        if cursor.take("}}") {
            break;
        }
        if cursor.rest().is_empty() {
            return fail(cursor.at..cursor.at, Kind::NotClosed);
        }
        if !cursor.take("|") {
            return cursor.fail_unexpected();
        }
    }
    cursor.skip_blanks();
    if cursor.rest().is_empty() {
        Ok(template)
    } else {
        cursor.fail_unexpected()
    }
}

fn read_item(
    cursor: &mut Cursor<'_>,
    template: &mut Template,
    may: &dyn Fn(u64) -> bool,
) -> Result<(), TemplateError> {
    let start = cursor.at;
    let name = cursor.word();
    match name {
        "required" => template.required = true,
        "readonly" => template.readonly = true,
        "format" => {
            let Some(text) = cursor.quoted()? else {
                return fail(start..cursor.at, Kind::NoText { item: "format" });
            };
            if template.format.is_some() {
                return fail(start..text.end, Kind::SecondFormat);
            }
            template.format = Some(Format::parse(cursor.text, text, may)?);
        }
        "hints" => {
            let known = template.hints.len();
            while let Some(text) = cursor.quoted()? {
                let raw = cursor.text.get(text).unwrap_or_default();
                template.hints.push(unescape(raw));
            }
            if template.hints.len() == known {
                return fail(start..start + name.len(), Kind::NoText { item: "hints" });
            }
        }
        "" if cursor.rest().is_empty() => return fail(start..start, Kind::NotClosed),
        "" if cursor.rest().starts_with(['|', '}']) => {
            return fail(start..start + 1, Kind::NoItem);
        }
        "" => return cursor.fail_unexpected(),
        name => {
            let name = short(name).into_owned();
            return fail(start..cursor.at, Kind::UnknownItem { name });
        }
    }
    Ok(())
}

/// The documentation prints quotes escaped: `\"` in a text means `"`. Any other backslash is
/// itself, since regexes are full of them.
pub(crate) fn unescape(text: &str) -> String {
    text.replace("\\\"", "\"")
}

pub(crate) fn fail<T>(span: Range<usize>, kind: Kind) -> Result<T, TemplateError> {
    Err(TemplateError { span, kind })
}

struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, what: &str) -> bool {
        let is_there = self.rest().starts_with(what);
        if is_there {
            self.at += what.len();
        }
        is_there
    }

    /// The letters, digits, `-` and `_` that come next.
    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// The bytes between the quotes of the text that comes next, if one does. The documentation
    /// prints the outer quotes escaped too: `format \"${string}\"`.
    fn quoted(&mut self) -> Result<Option<Range<usize>>, TemplateError> {
        let before = self.at;
        self.skip_blanks();
        let open = self.at;
        let is_escaped = self.take("\\\"");
        if !is_escaped && !self.take("\"") {
            self.at = before;
            return Ok(None);
        }
        let start = self.at;
        while let Some(length) = self.rest().find('"') {
            let end = self.at + length;
            let has_backslash = self.text.get(start..end).is_some_and(|t| t.ends_with('\\'));
            self.at = end + 1;
            if has_backslash == is_escaped {
                return Ok(Some(start..end - usize::from(is_escaped)));
            }
        }
        fail(open..self.text.len(), Kind::TextNotClosed)
    }

    fn fail_at_word<T>(&mut self, kind: Kind) -> Result<T, TemplateError> {
        let start = self.at;
        self.word();
        fail(start..self.at, kind)
    }

    fn fail_unexpected<T>(&self) -> Result<T, TemplateError> {
        let word: String = self
            .rest()
            .chars()
            .take(SHOWN)
            .take_while(|c| !c.is_whitespace())
            .collect();
        let span = self.at..self.at + word.len();
        fail(span, Kind::Unexpected { text: word })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraints::format::{FormatKind, Piece};

    fn accepts(format: &str, fits: &[&str], fails: &[&str]) {
        let template = parse(&format!("{{{{ format \"{format}\" }}}}"));
        let format = template.expect(format).format.expect(format);
        for text in fits {
            assert!(format.accepts(text), "{} {text}", format.text);
        }
        for text in fails {
            assert!(!format.accepts(text), "{} {text}", format.text);
        }
    }

    #[test]
    fn documented_formats() {
        accepts("${string}", &["", "a b"], &[]);
        accepts("${input}", &["a"], &[]);
        accepts("${string:/^([a-z0-9].*)$/}", &["a-b"], &["-b"]);
        accepts(
            "${number}",
            &["5", "-1.5", "1e3", "0x1F"],
            &["", "five", "inf", "1.2.3", "0x"],
        );
        accepts(
            "${number:[5000-5005]}",
            &["5000", "5005", "5000.5"],
            &["4999", "5006", "x"],
        );
        accepts("${number:[-5--1]}", &["-5", "-1"], &["0", "-6"]);
        accepts("${number:/^(500[0-5])$/}", &["5003"], &["5006"]);
        accepts("${boolean}", &["true", "False"], &["yes", "1", ""]);
        accepts("${list:[PACK,GIT,CHART]}", &["GIT"], &["git", ""]);
        accepts(
            "${ipv4}",
            &["10.0.0.1"],
            &["10.0.0.256", "10.0.0", "010.0.0.1", "::1"],
        );
        accepts(
            "${version}",
            &["1.2.3", "1.34", "v1.2.3-rc.1+b", "5.5.2026", "1.x"],
            &["latest", "1..2", "1.", ""],
        );
        accepts(
            "${ipv4} - ${ipv4}",
            &["10.10.10.10 - 10.10.10.255"],
            &[
                "10.10.10.10",
                "10.10.10.10-10.10.10.255",
                "10.10.10.10 - 10.10.10.256",
            ],
        );
        accepts(
            "${string}/${string}:${version}",
            &["ghcr.io/a/b:1.1.1"],
            &["b:1.1.1", "a/b:x"],
        );
        accepts(
            r"${string}, ${string:/size=\d+/}",
            &["type-zeroedthick, size=150"],
            &["type-zeroedthick, size=s"],
        );
        accepts("port ${number:[1-9]}", &["port 9"], &["port 10", "9"]);
        accepts("${string:/^a{2}$/}", &["aa"], &["a"]);
        accepts("fixed", &["fixed"], &["other"]);
    }

    #[test]
    fn items_come_in_any_order_and_spacing() {
        for text in [
            r#"{{ required | format "${list:[a,b]}" | hints "x" "y | \" z" }}"#,
            r#"{{hints "x" "y | \" z"|format "${list:[a, b]}"|required}}"#,
            r#"{{ required  |  hints \"x\" \"y | " z\"  | format \"${list:[a,b]}\"}}"#,
        ] {
            let template = parse(text).expect(text);
            assert!(template.required && !template.readonly, "{text}");
            assert_eq!(template.hints, ["x", "y | \" z"], "{text}");
            assert_eq!(template.format.expect(text).options(), ["a", "b"], "{text}");
        }
    }

    #[test]
    fn mistakes_are_reported_at_their_place() {
        for (text, part, kind) in [
            ("required", "required", Kind::NotOpened),
            ("{{ required", "", Kind::NotClosed),
            ("{{ }}", "}", Kind::NoItem),
            ("{{ required | | readonly }}", "|", Kind::NoItem),
            (
                "{{ requird }}",
                "requird",
                Kind::UnknownItem {
                    name: "requird".into(),
                },
            ),
            (
                "{{ required readonly }}",
                "readonly",
                Kind::Unexpected {
                    text: "readonly".into(),
                },
            ),
            ("{{ format }}", "format", Kind::NoText { item: "format" }),
            ("{{ hints }}", "hints", Kind::NoText { item: "hints" }),
            (
                "{{ format \"${string} }}",
                "\"${string} }}",
                Kind::TextNotClosed,
            ),
            ("{{ format \"\" }}", "", Kind::EmptyFormat),
            (
                "{{ format \"${strng}\" }}",
                "strng",
                Kind::UnknownKind {
                    name: "strng".into(),
                },
            ),
            (
                "{{ format \"${string\" }}",
                "${string",
                Kind::PlaceholderNotClosed,
            ),
            ("{{ format \"${number:5-6}\" }}", ":5-6", Kind::Argument),
            (
                "{{ format \"${string:[a]}\" }}",
                "[a]",
                Kind::NoBrackets { kind: "string" },
            ),
            ("{{ format \"${number:[5]}\" }}", "5", Kind::Range),
            ("{{ format \"${list:[]}\" }}", "[]", Kind::NoOptions),
            ("{{ format \"${list}\" }}", "${list}", Kind::NoOptions),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!((&text[error.span], error.kind), (part, kind), "{text}");
        }
        let error = parse("{{ format \"${number:[6-5]}\" }}").expect_err("empty");
        assert_eq!(error.kind.to_string(), "the range is empty: 6 is above 5");
        let error = parse("{{ format \"${string:/(/}\" }}").expect_err("regex");
        assert_eq!(error.kind.to_string(), "invalid regex: unclosed group");
    }

    #[test]
    fn pieces_keep_their_order() {
        let template = parse("{{ format \"${ipv4}:${number}\" }}").expect("parses");
        let pieces = template.format.expect("a format").pieces;
        let shown: Vec<_> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Placeholder(placeholder) => placeholder.kind.name().to_owned(),
            })
            .collect();
        assert_eq!(shown, [FormatKind::Ipv4.name(), ":", "number"]);
    }
}
