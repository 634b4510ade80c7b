//! Keys that an object repeats: Terraform takes the last one, and the parser refuses the second.

use std::borrow::Cow;

use hcl_edit::parser::Error;
use hcl_edit::structure::Body;

use super::without_bom;

/// How many repeated keys are read in one file.
const REPEATED: usize = 64;

/// Parses a file. A repeated key is given another name of the same length to the parser: names are
/// read where they are written.
pub(super) fn parse_body(text: &str) -> Result<Body, Error> {
    let mut text: Cow<'_, str> = without_bom(text);
    let mut names = 0;
    loop {
        let error = match text.parse::<Body>() {
            Ok(body) => return Ok(body),
            Err(error) => error,
        };
        let at = error.location().offset();
        let is_repeated = error.message().contains("redefined object key");
        let Some(name) = (is_repeated && names < REPEATED)
            .then(|| name_at(&text, at))
            .flatten()
        else {
            return Err(error);
        };
        let other = another(name.len(), names);
        text.to_mut().replace_range(name, &other);
        names += 1;
    }
}

/// The name at an offset, without quotes.
fn name_at(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let rest = text.get(at..)?;
    let quoted = rest.strip_prefix('"');
    let name = quoted.unwrap_or(rest);
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let length = name.find(|c| !is_of_name(c)).unwrap_or(name.len());
    let start = at + usize::from(quoted.is_some());
    (length > 0).then_some(start..start + length)
}

/// A name of some length: another one for each number.
fn another(length: usize, number: usize) -> String {
    let letters = ('A'..='Z').chain('a'..='z');
    let letter = |at: usize| letters.clone().nth(at % 52).unwrap_or('A');
    let first = letter(number);
    let second = letter(number / 52);
    [first, second]
        .into_iter()
        .chain(std::iter::repeat('_'))
        .take(length)
        .collect()
}
