//! How a rule declares itself: `rule!` takes the doc comment of a type for the rule's page.

use crate::finding::Severity;

/// Rules by what they look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What cannot be read.
    Syntax,
    /// A pack directory.
    Pack,
    /// Values, schema.yaml, presets.yaml and macros.
    Values,
    /// Plugin, mode, dataplane, policy, operating system.
    Network,
    /// Capacity and ranges.
    Address,
    /// Node pools.
    Pool,
    /// The packs of one cluster together.
    Profile,
}

impl Group {
    /// All groups, in the order of every list.
    pub const ALL: [Group; 7] = [
        Group::Syntax,
        Group::Pack,
        Group::Values,
        Group::Network,
        Group::Address,
        Group::Pool,
        Group::Profile,
    ];

    /// Whether the rules look at single files and packs: what they find does not depend on the
    /// cluster.
    pub(crate) fn is_about_files(self) -> bool {
        matches!(self, Group::Syntax | Group::Pack)
    }

    /// What the group is about, as a heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Syntax => "Syntax: what cannot be read",
            Group::Pack => "Pack: a directory with a pack.json",
            Group::Values => "Values: schema.yaml, presets.yaml and macros",
            Group::Network => "Network: plugin, mode, dataplane, policy, operating system",
            Group::Address => "Address: capacity and ranges",
            Group::Pool => "Pool: names, modes, counts, surge",
            Group::Profile => "Profile: the packs of one cluster together",
        }
    }

    /// The lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Group::Syntax => "syntax",
            Group::Pack => "pack",
            Group::Values => "values",
            Group::Network => "network",
            Group::Address => "address",
            Group::Pool => "pool",
            Group::Profile => "profile",
        }
    }
}

/// Whether a rule has fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FixKind {
    /// None.
    None,
    /// Some of its findings.
    Sometimes,
    /// All of its findings.
    Always,
}

impl FixKind {
    /// The word in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FixKind::None => "",
            FixKind::Sometimes => "sometimes",
            FixKind::Always => "always",
        }
    }
}

/// What is known of a rule without running it.
#[derive(Clone, Copy, Debug)]
pub struct RuleMeta {
    /// The id: kebab-case, names the problem, never changes.
    pub id: &'static str,
    /// What it looks at.
    pub group: Group,
    /// The severity of its findings, unless one says otherwise.
    pub(crate) severity: Severity,
    /// Whether it has fixes.
    pub(crate) fix: FixKind,
    /// Rules that it replaces for the same subject, once it is itself emitted.
    pub(crate) supersedes: &'static [&'static str],
    /// When it fires, in one line.
    pub(crate) summary: &'static str,
    /// The page in Markdown.
    pub(crate) doc: &'static str,
}

/// An example of a rule's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file name that the fence gives: `cluster.yaml`, `values.yaml`, `pack.json`.
    pub file: String,
    /// The text.
    pub text: String,
}

impl RuleMeta {
    /// Whether the rule says that an input could not be read, or not as it was meant.
    pub(crate) fn is_about_reading(&self) -> bool {
        self.group == Group::Syntax && self.severity == Severity::Error
    }

    /// The page: doc comments keep one leading blank, which is not part of it.
    pub fn page(&self) -> String {
        let lines = self
            .doc
            .lines()
            .map(|line| line.strip_prefix(' ').unwrap_or(line));
        let mut page = format!("# {}\n\n", self.id);
        for line in lines {
            page.push_str(line);
            page.push('\n');
        }
        page
    }

    /// Where the page is published.
    pub(crate) fn url(&self) -> String {
        format!("{}#{}", crate::RULES_URL, self.id)
    }

    /// The fenced examples of a section of the page; the first word after the language names the
    /// file.
    pub fn examples(&self, section: &str) -> Vec<Example> {
        let page = self.page();
        let mut examples = Vec::new();
        let mut current: Option<Example> = None;
        let mut inside = false;
        for line in page.lines() {
            if let Some(example) = &mut current {
                if line == "```" {
                    examples.extend(current.take());
                } else {
                    example.text.push_str(line);
                    example.text.push('\n');
                }
            } else if let Some(title) = line.strip_prefix("## ") {
                inside = title == section;
            } else if let Some(fence) = line.strip_prefix("```").filter(|_| inside) {
                current = fence.split_whitespace().nth(1).map(|file| Example {
                    file: file.to_owned(),
                    text: String::new(),
                });
            }
        }
        examples
    }
}

/// Declares a rule's type and its `META`. The doc comment, in the sections *What it does*, *Why
/// it is bad*, *Example*, *Use instead* and *Source*, is the rule's page.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])*
        $name:ident {
            id: $id:literal,
            group: $group:ident,
            severity: $severity:ident,
            fix: $fix:ident,
            supersedes: [$($superseded:literal),*],
            summary: $summary:literal $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug)]
        pub(crate) struct $name;

        const META: $crate::rules::RuleMeta = $crate::rules::RuleMeta {
            id: $id,
            group: $crate::rules::Group::$group,
            severity: $crate::finding::Severity::$severity,
            fix: $crate::rules::FixKind::$fix,
            supersedes: &[$($superseded),*],
            summary: $summary,
            doc: concat!($($doc, "\n"),*),
        };

        impl $crate::rules::Rule for $name {
            fn meta(&self) -> &'static $crate::rules::RuleMeta {
                &META
            }

            fn check(&self, cx: &$crate::rules::Context<'_>, sink: &mut $crate::finding::Sink) {
                check(cx, sink);
            }
        }
    };
}
