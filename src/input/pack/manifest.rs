//! Manifests: YAML once their macros are masked.

use std::path::Path;
use std::sync::Arc;

use super::chart::printed_values;
use super::macros::unknown_macros;
use super::values::top_level;
use crate::files::Loader;
use crate::input::read::{Reading, Shape, View};
use crate::model::{Located, PackFile};
use crate::problem::{Problem, ProblemKind, Problems};
use crate::source::{Budget, LIMITS, Place, SourceFile, Span};
use crate::syntax::{Kind, Node, SyntaxProblem, SyntaxProblemKind, Tree, parse_yaml};

/// Reads a manifest that pack.json lists, and records what is wrong with it. Returns the text of a
/// valid one; the caller drops it.
pub(crate) fn read_manifest(
    loader: &Loader,
    root: &Path,
    file: &PackFile,
    problems: &mut Problems,
) -> Option<ManifestText> {
    let Located {
        value: Ok(path),
        place,
        ..
    } = &file.path
    else {
        return None;
    };
    let mut found: Vec<Problem> = Vec::new();
    let (file, named) = (root.join(path), (path.as_str(), *place));
    let source = loader.read_part(&file, LIMITS.file_bytes, named, &mut found);
    problems.extend(found);
    let source = source?;
    if let Some(problem) = syntax_error(&source) {
        problems.push(Problem {
            place: source.place(place_of(&problem)),
            kind: ProblemKind::Manifest {
                path: path.clone(),
                listed: *place,
                problem: problem.kind,
            },
        });
        return None;
    }
    Some(ManifestText {
        path: path.clone(),
        listed: *place,
        source,
    })
}

/// A manifest that is valid.
pub(crate) struct ManifestText {
    /// Its path as pack.json has it.
    pub(crate) path: String,
    /// Where pack.json lists it.
    listed: Place,
    pub(crate) source: Arc<SourceFile>,
}

impl ManifestText {
    /// What is wrong with the macros of the manifest: braces that a formatter took apart, and values
    /// that the pack's values do not have. `has` tells whether a preset adds a path.
    pub(crate) fn check(
        &self,
        values: Option<&Tree>,
        budget: &Budget,
        has: impl Fn(&str) -> bool,
    ) -> Vec<Problem> {
        let mut problems = self.spaced_braces();
        let name = self
            .path
            .rsplit('/')
            .next()
            .and_then(|name| name.split('.').next());
        let own = values.and_then(|tree| {
            let (_, manifests) = top_level(tree, "manifests")?;
            manifests.entry(name?)
        });
        // A mapping with something in it is what its author meant the manifest to read.
        let Some((key, own)) = own.filter(|(_, own)| {
            own.kind() == Kind::Mapping
                && own.entries().next().is_some()
                && !own.is_unquoted_macro()
        }) else {
            return problems;
        };
        let prefix = format!("manifests.{}", key.text().unwrap_or_default());
        for (path, span) in printed_values(&self.source.text, budget, self.listed) {
            let written = format!("{prefix}.{}", path.join("."));
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            if !is_absent(own, &keys) || has(&written) {
                continue;
            }
            let mut near = Vec::new();
            find_end(own, &keys, &prefix, 0, &mut near);
            let near = (near.len() == 1).then(|| near.remove(0));
            problems.push(Problem {
                place: self.source.place(span),
                kind: ProblemKind::ManifestValue {
                    path: written,
                    values: key.place(),
                    near,
                },
            });
        }
        problems
    }

    fn spaced_braces(&self) -> Vec<Problem> {
        let text = &self.source.text;
        let mut problems = Vec::new();
        for (start, _) in text.match_indices("{ {") {
            let rest = text.get(start..).unwrap_or_default();
            let line = rest.split('\n').next().unwrap_or_default();
            let Some(end) = line.find("} }") else {
                continue;
            };
            let inner = line.get(3..end).unwrap_or_default().trim();
            if inner.starts_with(['.', '$']) && !inner.contains(['{', '}', ',']) {
                problems.push(Problem {
                    place: self.source.place(Span::new(start, start + end + 3)),
                    kind: ProblemKind::SpacedBraces {
                        path: self.path.clone(),
                        listed: self.listed,
                        meant: format!("{{{{ {inner} }}}}"),
                    },
                });
            }
        }
        problems
    }
}

/// Whether some values have no such path; not where a macro, an alias or text stands in its way.
fn is_absent(values: Node<'_>, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return false;
    };
    if values.kind() != Kind::Mapping || values.is_unquoted_macro() {
        return false;
    }
    values.get(first).is_none_or(|value| is_absent(value, rest))
}

/// Looks for paths that end with some keys.
fn find_end(
    values: Node<'_>,
    keys: &[&str],
    path: &str,
    depth: usize,
    found: &mut Vec<(String, Place)>,
) {
    if depth > MAX_DEPTH || values.is_alias() || values.kind() != Kind::Mapping {
        return;
    }
    for (key, value) in values.entries() {
        let Some(name) = key.text() else { continue };
        let below = format!("{path}.{name}");
        let at = keys.iter().try_fold(value, |value, key| value.get(key));
        if at.is_some() {
            found.push((format!("{below}.{}", keys.join(".")), key.place()));
        }
        find_end(value, keys, &below, depth + 1, found);
    }
}

/// Deepest values that are looked through for a path.
const MAX_DEPTH: usize = 16;

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
