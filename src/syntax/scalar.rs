//! The YAML 1.2 core schema: what a plain scalar means. The only place that decides it.

/// A scalar's value under the core schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Typed<'t> {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Decimal, `0o` octal or `0x` hexadecimal.
    Int(i128),
    /// Decimal with a point or exponent, `.inf`, `.nan`.
    Float(f64),
    /// Anything else, and every quoted or block scalar.
    Str(&'t str),
}

impl Typed<'_> {
    /// The type's name with its article, for messages.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Typed::Null => "null",
            Typed::Bool(_) => "a boolean",
            Typed::Int(_) | Typed::Float(_) => "a number",
            Typed::Str(_) => "a string",
        }
    }

    /// The value under the tag `!!float`, which accepts whole numbers too.
    pub(crate) fn widened(self) -> Self {
        match self {
            Typed::Int(value) => Typed::Float(value as f64),
            other => other,
        }
    }
}

/// Types a plain scalar (YAML 1.2.2, 10.3.2).
pub(crate) fn plain(text: &str) -> Typed<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Typed::Null,
        "true" | "True" | "TRUE" => return Typed::Bool(true),
        "false" | "False" | "FALSE" => return Typed::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Typed::Float(f64::NAN),
        _ => {}
    }
    // Most scalars are words: their first byte decides.
    let first = text.as_bytes().first().copied().unwrap_or_default();
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return Typed::Str(text);
    }
    integer(text)
        .map(Typed::Int)
        .or_else(|| float(text).map(Typed::Float))
        .unwrap_or(Typed::Str(text))
}

fn integer(text: &str) -> Option<i128> {
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |b| matches!(b, b'0'..=b'7'))
            .then(|| i128::from_str_radix(digits, 8).ok())?;
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, |b| b.is_ascii_hexdigit())
            .then(|| i128::from_str_radix(digits, 16).ok())?;
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    all(digits, |b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(if text.starts_with('-') {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        });
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let mantissa_fits =
        digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let exponent_fits = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['+', '-']).unwrap_or(e);
        all(e, |b| b.is_ascii_digit())
    });
    (mantissa_fits && exponent_fits).then(|| text.parse().ok())?
}

/// Non-empty, and every byte passes.
fn all(text: &str, test: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(test)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_schema() {
        for (text, typed) in [
            ("", Typed::Null),
            ("~", Typed::Null),
            ("True", Typed::Bool(true)),
            ("yes", Typed::Str("yes")),
            ("-12", Typed::Int(-12)),
            ("0o17", Typed::Int(15)),
            ("0x1F", Typed::Int(31)),
            ("017", Typed::Int(17)),
            ("1.34", Typed::Float(1.34)),
            ("1e3", Typed::Float(1000.0)),
            (".5", Typed::Float(0.5)),
            ("-.inf", Typed::Float(f64::NEG_INFINITY)),
            ("1.2.3", Typed::Str("1.2.3")),
            ("10.0.0.0/16", Typed::Str("10.0.0.0/16")),
            ("-", Typed::Str("-")),
            (".", Typed::Str(".")),
            ("1e", Typed::Str("1e")),
            ("0x", Typed::Str("0x")),
            ("+", Typed::Str("+")),
            ("2001-01-01", Typed::Str("2001-01-01")),
        ] {
            assert_eq!(plain(text), typed, "{text:?}");
        }
    }
}
