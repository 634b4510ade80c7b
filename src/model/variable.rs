//! Profile variables and what their values must be.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::OnceLock;

use ipnetwork::Ipv4Network;
use regex::Regex;

use super::Located;
use crate::constraints::LazyRegex;
use crate::version::VersionText;

/// A profile variable.
#[derive(Clone, Debug)]
pub(crate) struct ProfileVariable {
    pub(crate) name: Located<String>,
    /// string, number, boolean, ipv4, ipv4cidr, ipv6, version or base64.
    pub(crate) format: Option<Located<String>>,
    /// A Go regular expression that values must match.
    pub(crate) regex: Option<Located<String>>,
    /// The same, compiled when the first value is checked against it.
    pub(crate) compiled: OnceLock<Option<Regex>>,
    /// Whether a cluster must give it a value.
    pub(crate) required: Option<Located<bool>>,
    /// Whether its values are secret: packlint does not look at them.
    pub(crate) is_sensitive: bool,
    /// What a dropdown offers; nothing of any other variable.
    pub(crate) options: Vec<VariableOption>,
    pub(crate) default: Option<Located<String>>,
    /// The value that the cluster gives.
    pub(crate) value: Option<Located<String>>,
}

/// An option of a dropdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VariableOption {
    /// What people choose; the default of the variable is one of these.
    pub(crate) label: String,
    /// What is put in.
    pub(crate) value: String,
}

/// What is wrong with a variable's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VariableDefect<'v> {
    /// It does not have the variable's format; what that is, with its article.
    Format(&'static str),
    /// It does not match the regular expression.
    Regex(&'v str),
    /// It is not one of the dropdown's options.
    Option(&'v [VariableOption]),
}

impl ProfileVariable {
    /// A variable of which only the name is known.
    pub(crate) fn named(name: Located<String>) -> Self {
        ProfileVariable {
            name,
            format: None,
            regex: None,
            compiled: OnceLock::new(),
            required: None,
            is_sensitive: false,
            options: Vec::new(),
            default: None,
            value: None,
        }
    }

    /// What is wrong with a value. Values with macros, and regular expressions that Rust does not
    /// support, are not checked.
    pub(crate) fn defect(&self, value: &str) -> Option<VariableDefect<'_>> {
        if value.contains("{{") {
            return None;
        }
        let is_offered = |option: &VariableOption| option.value == value || option.label == value;
        if !self.options.is_empty() && !self.options.iter().any(is_offered) {
            return Some(VariableDefect::Option(&self.options));
        }
        let format = self.format.as_ref().and_then(Located::known);
        if let Some(expected) = format.and_then(|format| breaks_format(format, value)) {
            return Some(VariableDefect::Format(expected));
        }
        let pattern = self.regex.as_ref().and_then(Located::known)?;
        let regex = self.compiled.get_or_init(|| {
            let regex = LazyRegex::new(pattern.clone(), &|_| true).ok()?;
            regex.get().cloned()
        });
        (!regex.as_ref()?.is_match(value)).then_some(VariableDefect::Regex(pattern))
    }
}

/// What a format expects, if a value is something else. Formats: Palette SDK, `v1VariableFormat`.
fn breaks_format(format: &str, value: &str) -> Option<&'static str> {
    let (fits, expected) = match format {
        "number" => (value.parse::<f64>().is_ok_and(f64::is_finite), "a number"),
        "boolean" => (matches!(value, "true" | "false"), "true or false"),
        "ipv4" => (value.parse::<Ipv4Addr>().is_ok(), "an IPv4 address"),
        "ipv4cidr" => (
            value.contains('/') && value.parse::<Ipv4Network>().is_ok(),
            "an IPv4 range such as 10.244.0.0/16",
        ),
        "ipv6" => (value.parse::<Ipv6Addr>().is_ok(), "an IPv6 address"),
        "version" => (is_version(value), "a version such as 1.34.2"),
        "base64" => (is_base64(value), "Base64 text"),
        _ => return None,
    };
    (!fits).then_some(expected)
}

/// Dotted numbers, a leading `v` and a suffix behind `-` or `+` allowed.
fn is_version(value: &str) -> bool {
    VersionText::read(value)
        .is_some_and(|version| version.prefix != "V" && !version.suffix.starts_with(['_', '.']))
}

fn is_base64(value: &str) -> bool {
    let body = value.trim_end_matches('=');
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    value.len() - body.len() <= 2 && body.bytes().all(is_letter) && body.len() % 4 != 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        for (format, good, bad) in [
            ("number", "-1.5", "three"),
            ("boolean", "true", "True"),
            ("ipv4", "10.0.0.1", "10.0.0.1/8"),
            ("ipv4cidr", "10.0.0.0/8", "10.0.0.0"),
            ("ipv6", "fd00::1", "10.0.0.1"),
            ("version", "v1.34-rc1", "1..2"),
            ("base64", "aGk=", "a b"),
        ] {
            assert_eq!(breaks_format(format, good), None, "{format}");
            assert!(breaks_format(format, bad).is_some(), "{format}");
        }
        assert_eq!(breaks_format("string", "anything"), None);
    }
}
