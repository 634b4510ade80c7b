//! Where a cursor is in YAML that somebody is typing: it need not parse. Blocks are told by their
//! indentation alone; flow collections are not looked into.

/// A step from a document's root inwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathStep<'t> {
    Key(&'t str),
    Item,
}

/// A line of a block: `  - key: value # comment`.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    /// The column of each `-`, and of what follows the last one.
    first: usize,
    content: usize,
    key: Option<&'t str>,
    /// The value without its comment and quotes, and its offset in the text.
    value: &'t str,
    value_at: usize,
}

impl<'t> Line<'t> {
    /// `None` for a line without content.
    fn new(text: &'t str, at: usize) -> Option<Self> {
        let blanks = text.len() - text.trim_start_matches(' ').len();
        let mut content = blanks;
        while let Some(rest) = text.get(content..).and_then(|rest| rest.strip_prefix('-')) {
            if !(rest.is_empty() || rest.starts_with(' ')) {
                break;
            }
            content += 1 + (rest.len() - rest.trim_start_matches(' ').len());
        }
        let rest = text.get(content..)?.trim_end();
        if rest.starts_with('#') || rest.is_empty() && content == blanks {
            return None;
        }
        let (key, value) = match rest.find(": ").or(rest.strip_suffix(':').map(str::len)) {
            Some(colon) => (Some(rest.get(..colon)?), rest.get(colon + 1..)?),
            None => (None, rest),
        };
        let value = value.split(" #").next().unwrap_or_default();
        let bare = value.trim_matches([' ', '"', '\'']);
        let inside = bare.as_ptr() as usize - text.as_ptr() as usize;
        Some(Line {
            first: blanks,
            content,
            key: key.map(|key| key.trim_matches(['"', '\''])),
            value: bare,
            value_at: at + inside,
        })
    }

    fn is_item(&self) -> bool {
        self.content > self.first
    }
}

/// A scalar that is written in a block.
#[derive(Clone, Debug)]
pub(super) struct Scalar<'t> {
    /// The steps to it; the last one is its key, or that it is an item.
    pub(super) path: Vec<PathStep<'t>>,
    pub(super) value: &'t str,
    /// Its offset.
    pub(super) at: usize,
}

/// What a cursor is at.
#[derive(Clone, Debug)]
pub(super) struct TypedAt<'t> {
    /// The steps to the collection or value that is typed.
    pub(super) path: Vec<PathStep<'t>>,
    /// What is typed of it before the cursor.
    pub(super) typed: &'t str,
    /// Whether a value is typed, behind a key or as an item.
    pub(super) is_value: bool,
}

/// The lines of a text, each with its offset.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line.trim_end_matches(['\n', '\r'])))
    })
}

/// Every scalar of a text, in order.
pub(super) fn scalars(text: &str) -> Vec<Scalar<'_>> {
    let mut open: Vec<(usize, PathStep<'_>)> = Vec::new();
    let mut scalars = Vec::new();
    for (at, line) in lines(text) {
        let Some(line) = Line::new(line, at) else {
            continue;
        };
        enter(&mut open, &line);
        if !line.value.is_empty() {
            scalars.push(Scalar {
                path: open.iter().map(|(_, step)| *step).collect(),
                value: line.value,
                at: line.value_at,
            });
        }
    }
    scalars
}

/// The scalar that a cursor touches.
pub(super) fn scalar_at(text: &str, offset: usize) -> Option<Scalar<'_>> {
    let touches =
        |scalar: &Scalar<'_>| (scalar.at..=scalar.at + scalar.value.len()).contains(&offset);
    scalars(text).into_iter().find(touches)
}

/// What is typed at an offset.
pub(super) fn cursor(text: &str, offset: usize) -> Option<TypedAt<'_>> {
    let before = text.get(..offset)?;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let mut open: Vec<(usize, PathStep<'_>)> = Vec::new();
    for (at, line) in lines(text.get(..start)?) {
        if let Some(line) = Line::new(line, at) {
            enter(&mut open, &line);
        }
    }
    let typed = text.get(start..offset)?;
    let line = Line::new(typed, start);
    let (column, line) = match line {
        Some(line) => (line.content, line),
        // A line on which nothing is typed yet.
        None if typed.trim().is_empty() => {
            close(&mut open, typed.len(), false);
            return Some(TypedAt {
                path: open.into_iter().map(|(_, step)| step).collect(),
                typed: "",
                is_value: false,
            });
        }
        None => return None,
    };
    close(&mut open, line.first, line.is_item());
    if line.is_item() {
        open.push((line.first, PathStep::Item));
    }
    let is_key = line.key.is_none();
    if let Some(key) = line.key {
        open.push((column, PathStep::Key(key)));
    }
    Some(TypedAt {
        path: open.into_iter().map(|(_, step)| step).collect(),
        typed: line.value,
        is_value: !is_key || line.is_item(),
    })
}

/// Leaves the collections that a line at this column is not in. Items may be as far left as their key.
fn close(open: &mut Vec<(usize, PathStep<'_>)>, column: usize, is_item: bool) {
    let is_around = |(own, step): &(usize, PathStep<'_>)| match step {
        PathStep::Key(_) => *own < column || is_item && *own == column,
        PathStep::Item => *own < column,
    };
    while open.last().is_some_and(|last| !is_around(last)) {
        open.pop();
    }
}

fn enter<'t>(open: &mut Vec<(usize, PathStep<'t>)>, line: &Line<'t>) {
    close(open, line.first, line.is_item());
    if line.is_item() {
        open.push((line.first, PathStep::Item));
    }
    if let Some(key) = line.key {
        open.push((line.content, PathStep::Key(key)));
    }
}

#[cfg(test)]
mod tests {
    use super::PathStep::{Item, Key};
    use super::*;

    const TEXT: &str = "cluster: demo\nvnet:\n  subnets:\n  - name: \"a\" # x\n    cidr: 10.0.0.0/8\nnodePools:\n  - name: system\n    sub\n";

    #[test]
    fn scalars_have_their_path() {
        let scalars = scalars(TEXT);
        let paths: Vec<_> = scalars
            .iter()
            .map(|own| (own.value, own.path.clone()))
            .collect();
        let subnet = |key| vec![Key("vnet"), Key("subnets"), Item, Key(key)];
        assert_eq!(
            paths,
            [
                ("demo", vec![Key("cluster")]),
                ("a", subnet("name")),
                ("10.0.0.0/8", subnet("cidr")),
                ("system", vec![Key("nodePools"), Item, Key("name")]),
                ("sub", vec![Key("nodePools"), Item]),
            ]
        );
        for scalar in scalars {
            assert!(TEXT[scalar.at..].starts_with(scalar.value));
        }
    }

    #[test]
    fn a_cursor_knows_what_is_typed() {
        let at = |needle: &str| TEXT.find(needle).expect("a needle") + needle.len();
        let key = cursor(TEXT, at("    sub")).expect("a cursor");
        assert_eq!(
            (key.path, key.typed, key.is_value),
            (vec![Key("nodePools"), Item], "sub", false)
        );
        let value = cursor(TEXT, at("name: sys")).expect("a cursor");
        assert_eq!(value.path, [Key("nodePools"), Item, Key("name")]);
        assert!(value.is_value);
        let root = cursor("a:\n  b: 1\n", 10).expect("a cursor");
        assert_eq!((root.path, root.is_value), (vec![], false));
        let inner = cursor("a:\n  b: 1\n  ", 12).expect("a cursor");
        assert_eq!(inner.path, [Key("a")]);
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in [
            "",
            "-",
            "- - -",
            ":",
            "  :",
            "a: 'b",
            "\u{feff}ä: 😀",
            "\t- x:",
        ] {
            for offset in 0..=text.len() {
                let _ = cursor(text, offset);
                let _ = scalar_at(text, offset);
            }
        }
    }
}
