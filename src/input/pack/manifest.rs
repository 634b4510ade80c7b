//! Manifests: YAML once their macros are masked.

use std::path::Path;

use super::macros::unknown_macros;
use crate::files::Loader;
use crate::input::read::{Reading, Shape, View};
use crate::model::{Located, PackFile};
use crate::problem::{Problem, ProblemKind, Problems};
use crate::source::{LIMITS, SourceFile, Span};
use crate::syntax::{SyntaxProblem, SyntaxProblemKind, parse_yaml};

/// Reads a manifest that pack.json lists, and records what is wrong with it. Its text is dropped
/// where nothing is.
pub(crate) fn read_manifest(
    loader: &Loader,
    root: &Path,
    file: &PackFile,
    problems: &mut Problems,
) {
    let Located {
        value: Ok(path),
        place,
        ..
    } = &file.path
    else {
        return;
    };
    let mut found: Vec<Problem> = Vec::new();
    let (file, named) = (root.join(path), (path.as_str(), *place));
    let source = loader.read_part(&file, LIMITS.file_bytes, named, &mut found);
    problems.extend(found);
    let Some(source) = source else { return };
    let broken = syntax_error(&source);
    if broken.is_none() {
        loader.sources.release(source.id);
    }
    problems.extend(broken.map(|problem| Problem {
        place: source.place(place_of(&problem)),
        kind: ProblemKind::Manifest {
            path: path.clone(),
            listed: *place,
            problem: problem.kind,
        },
    }));
}

/// Checks the content of a manifest that a profile has: its syntax, and the macros of the system.
pub(crate) fn check_manifest(name: &Located<String>, content: View<'_>, reading: &Reading<'_>) {
    if !matches!(content.shape(), Shape::Text(_)) {
        return;
    }
    let Some(text) = content.spelled() else {
        return;
    };
    let free = text.outer.text.len();
    if !reading.may_embed(text.content.len(), free, content.place()) {
        return;
    }
    reading.extend(unknown_macros(&text));
    let parsed = text.with_content(mask(&text.content)).parse_yaml();
    let broken = first_error(parsed.problems);
    reading.extend(broken.map(|problem| Problem {
        place: text.outer.place(place_of(&problem)),
        kind: ProblemKind::Manifest {
            path: name.known().cloned().unwrap_or_default(),
            listed: name.place,
            problem: problem.kind,
        },
    }));
}

/// The first error of a text that is YAML apart from its macros.
fn syntax_error(source: &SourceFile) -> Option<SyntaxProblem> {
    let masked = SourceFile::unregistered(mask(&source.text));
    first_error(parse_yaml(masked).problems)
}

/// Where an error is to be shown: at its cause, where that is known.
fn place_of(problem: &SyntaxProblem) -> Span {
    match problem.kind {
        SyntaxProblemKind::Yaml {
            cause: Some((_, at)),
            ..
        } => at,
        _ => problem.span,
    }
}

fn first_error(problems: impl IntoIterator<Item = SyntaxProblem>) -> Option<SyntaxProblem> {
    problems.into_iter().find(|problem| {
        matches!(
            problem.kind,
            SyntaxProblemKind::Yaml { .. } | SyntaxProblemKind::UnknownAnchor { .. }
        )
    })
}

/// The text with every `{{ … }}` replaced by as many letters, or by blanks where a line has
/// nothing else: such a line controls the template, or is replaced by lines of its own.
fn mask(text: &str) -> String {
    if !text.contains("{{") {
        return text.to_owned();
    }
    let mut masked = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("{{")) {
        let start = at + start;
        let Some(length) = text.get(start..).and_then(|rest| rest.find("}}")) else {
            break;
        };
        at = start + length + 2;
        for byte in masked.get_mut(start..at).unwrap_or_default() {
            if *byte != b'\n' && *byte != b'\r' {
                *byte = MASK;
            }
        }
    }
    for line in masked.split_mut(|byte| *byte == b'\n') {
        let content = line
            .iter()
            .position(|byte| *byte == b'#')
            .unwrap_or(line.len());
        let content = line.get_mut(..content).unwrap_or_default();
        let is_mask_only = content
            .iter()
            .all(|byte| byte.is_ascii_whitespace() || *byte == MASK);
        for byte in content {
            if *byte == MASK {
                *byte = if is_mask_only { b' ' } else { b'x' };
            }
        }
        for byte in line {
            if *byte == MASK {
                *byte = b'x';
            }
        }
    }
    // Whole characters were replaced by single bytes: what is left is UTF-8.
    String::from_utf8(masked).unwrap_or_else(|_| text.to_owned())
}

/// A byte that no text has: [`crate::source::decode`] refuses it.
const MASK: u8 = 1;

#[cfg(test)]
mod tests {
    use crate::input::pack::manifest::mask;

    #[test]
    fn macros_are_masked_in_place() {
        for (text, masked) in [
            ("a: {{ .x }}\n", "a: xxxxxxxx\n"),
            ("{{ if }}\na: 1 # {{ b }}\n", "        \na: 1 # xxxxxxx\n"),
            ("  {{- range }}{{ ä }}\r\n", "                      \r\n"),
            ("a: {{\n  b }}-c", "a: xx\nxxxxxx-c"),
            ("a: {{ b", "a: {{ b"),
        ] {
            assert_eq!(mask(text), masked);
            assert_eq!(text.len(), masked.len());
        }
    }
}
