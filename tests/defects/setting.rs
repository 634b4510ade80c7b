//! What a good input says of its network and pools, read by the tests themselves, and how to say
//! something else.

use std::ops::Range;

use packlint::internals::aks::PluginMode;

use super::good::{Form, Good, pattern};
use super::mutant::Mutant;
use super::part::{Part, Style, end_of_line};

/// A setting's value as it is written somewhere.
#[derive(Clone, Debug)]
pub struct Word {
    pub file: String,
    /// The value without its quotes.
    pub range: Range<usize>,
    pub text: String,
}

/// Pack names whose values contain network settings.
const NETWORK_PACKS: [&str; 3] = ["cni-azure", "cni-kubenet", "kubernetes-aks"];

impl Good {
    /// The files that contain network settings.
    fn setting_files(&self) -> Vec<String> {
        let is_network = |file: &String| {
            file.contains("/overrides/")
                || NETWORK_PACKS
                    .iter()
                    .any(|name| file.contains(&format!("/{name}-")))
        };
        let values = self.values_files();
        match self.form {
            Form::Pack => values.into_iter().filter(is_network).collect(),
            Form::Terraform => self.hcl_files(),
            _ => {
                let mut files = vec![self.main.clone()];
                let values = values
                    .into_iter()
                    .filter(|file| is_network(file) && *file != self.main);
                files.extend(values);
                files
            }
        }
    }

    /// Where a setting is said, the strongest first: the input's own text, then its packs.
    pub fn words(&self, key: &str) -> Vec<Word> {
        let mut known = self.known.words.lock().expect("no panic");
        if !known.contains_key(key) {
            known.insert(key.to_owned(), self.find_words(key));
        }
        known[key].clone()
    }

    fn find_words(&self, key: &str) -> Vec<Word> {
        let value = pattern(&format!(
            r#"\b{key}\b\\?["']?[ \t]*[:=][ \t]*(?:\\?["'])?([^"'\\,}}\]\s#]+)"#
        ));
        let mut words = Vec::new();
        for file in self.setting_files() {
            // A plan says what will be, and then how it will come to be: the one is read.
            let text = self.text(&file);
            let text = &text[..text.find("\"resource_changes\"").unwrap_or(text.len())];
            for found in value.captures_iter(text) {
                let value = found.get(1).expect("the value");
                let line = text[..value.start()].rfind('\n').map_or(0, |at| at + 1);
                if !text[line..].trim_start().starts_with('#') {
                    words.push(Word {
                        file: file.clone(),
                        range: value.range(),
                        text: value.as_str().to_owned(),
                    });
                }
            }
        }
        // The cluster file's own section takes precedence over its packs.
        words.sort_by_key(|word| !self.is_in_network(word));
        words
    }

    /// Whether a word is in the section `network` of a cluster file.
    pub fn is_in_network(&self, word: &Word) -> bool {
        let sections = match self.form {
            Form::Cluster => self.at("network"),
            _ => Vec::new(),
        };
        let is_in = |section: &Part| section.range.contains(&word.range.start);
        word.file == self.main && sections.iter().any(is_in)
    }

    /// The value of a setting; nothing if it is not set.
    pub fn said(&self, key: &str) -> Option<String> {
        self.words(key).into_iter().next().map(|word| word.text)
    }

    /// The network plugin, where the input says it, or leaves it to AKS.
    pub fn plugin(&self) -> Option<String> {
        if let Some(plugin) = self.flags.network_plugin {
            return Some(plugin.name().to_owned());
        }
        if let Some(word) = self.said("networkPlugin") {
            return (!word.starts_with("{{")).then_some(word);
        }
        let text = format!("{} {}", self.main, self.main_text());
        if text.contains("cni-kubenet") {
            return Some("kubenet".to_owned());
        }
        let has_packs = ["packs:", "profile:", "from:"]
            .iter()
            .any(|key| text.contains(key));
        let is_azure = text.contains("cni-azure") || (self.form == Form::Cluster && !has_packs);
        is_azure.then(|| "azure".to_owned())
    }

    /// Whether the mode is overlay.
    pub fn is_overlay(&self) -> bool {
        self.flags.plugin_mode == Some(PluginMode::Overlay)
            || self
                .said("networkPluginMode")
                .is_some_and(|mode| mode == "overlay")
    }

    /// Whether the text has macros or variables whose values decide on what is right.
    pub fn is_open(&self) -> bool {
        self.main_text().contains("{{")
    }
}

impl Good {
    /// The network policy; `none` if it is not set although it could be.
    pub fn policy(&self) -> Option<String> {
        match self.said("networkPolicy") {
            Some(word) => (!word.starts_with("{{")).then_some(word),
            None => self.plugin().map(|_| "none".to_owned()),
        }
    }

    /// Whether the dataplane is cilium.
    pub fn is_cilium(&self) -> bool {
        self.said("networkDataplane")
            .is_some_and(|dataplane| dataplane == "cilium")
    }

    /// Whether a pool is Windows.
    pub fn has_windows(&self) -> bool {
        self.pools().iter().any(Part::is_windows)
    }

    /// The minor version of Kubernetes, where the input says it.
    pub fn kubernetes(&self) -> Option<u32> {
        let version =
            pattern(r#"(?:kubernetesVersion: |kubernetes-aks[-="\w:,{}\s]*?)"?v?1\.(\d+)"#);
        let found = version.captures(self.main_text())?;
        found[1].parse().ok()
    }

    /// Says a setting where it is said already, the strongest word first; else beside others of its
    /// kind. The defect is to be found there.
    pub fn say(&self, key: &'static str, value: &str) -> Vec<Mutant> {
        if self.form == Form::Cluster {
            let sections = self.at("network");
            if !sections.is_empty() {
                return sections
                    .iter()
                    .map(|network| self.set(network, key, value))
                    .collect();
            }
            let roots = self.at("").into_iter();
            let roots =
                roots.filter_map(|root| Some((root.file.clone(), root.get("cluster")?.value.end)));
            return roots
                .map(|(file, at)| {
                    let end = end_of_line(self.text(&file), at);
                    let section = format!("\nnetwork:\n  {key}: {value}");
                    self.edit(&file, end..end, section).found_at_word(key)
                })
                .collect();
        }
        if let Some(word) = self.words(key).into_iter().next() {
            return vec![self.edit(&word.file, word.range, value)];
        }
        let beside = self.words("networkPolicy").into_iter().next();
        beside
            .map(|word| self.beside(&word, key, value).found_at_word(key))
            .into_iter()
            .collect()
    }

    /// Writes a key beside a word.
    pub fn beside(&self, word: &Word, key: &str, value: &str) -> Mutant {
        let text = self.text(&word.file);
        let line = text[..word.range.end].rfind('\n').map_or(0, |at| at + 1);
        let before = &text[line..word.range.start];
        let quote = text[word.range.end..]
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '\\'));
        if before.contains("pack: {") {
            let end = word.range.end + usize::from(quote == Some('"'));
            return self.edit(&word.file, end..end, format!(", {key}: {value}"));
        }
        // In a string of JSON, lines are escapes.
        if let Some(at) = before.rfind("\\n") {
            let own = &before[at + 2..];
            let indent = &own[..own.len() - own.trim_start().len()];
            let end = text[word.range.end..]
                .find("\\n")
                .map_or(word.range.end, |at| word.range.end + at);
            return self.edit(&word.file, end..end, format!("\\n{indent}{key}: {value}"));
        }
        let indent = &before[..before.len() - before.trim_start().len()];
        let end = end_of_line(text, word.range.end);
        self.edit(&word.file, end..end, format!("\n{indent}{key}: {value}"))
    }

    /// Adds a pool with these fields, each `key: value` by the cluster file's keys; none where the
    /// input lists no pools. It is on the subnet of the last pool.
    pub fn add_pool(&self, fields: &[(&str, &str)]) -> Option<Mutant> {
        let pools = self.pools();
        let last = pools.last()?;
        let text = self.text(&last.file);
        match last.style {
            Style::Flow | Style::Block => {
                let mut fields: Vec<String> = fields
                    .iter()
                    .map(|(key, value)| format!("{key}: {value}"))
                    .collect();
                fields.extend(
                    last.said("subnet")
                        .map(|subnet| format!("subnet: {subnet}")),
                );
                let line = text[..last.range.start].rfind('\n').map_or(0, |at| at + 1);
                let indent = text[line..].len() - text[line..].trim_start().len();
                let end = end_of_line(text, last.range.end);
                let pool = format!("\n{}- {{{}}}", " ".repeat(indent), fields.join(", "));
                Some(self.edit(&last.file, end..end, pool))
            }
            Style::Json | Style::Hcl => self.copy_pool(last, fields),
        }
    }

    /// Adds a copy of a pool with other fields, behind it.
    fn copy_pool(&self, pool: &Part, fields: &[(&str, &str)]) -> Option<Mutant> {
        let text = self.text(&pool.file);
        // The fields of Terraform's block are within its braces.
        let opening = match pool.style {
            Style::Hcl => text[..pool.range.start].rfind("machine_pool")?,
            _ => pool.range.start,
        };
        let closing = match pool.style {
            Style::Hcl => pool.range.end + text[pool.range.end..].find('}')? + 1,
            _ => pool.range.end,
        };
        let mut copy = text[opening..closing].to_owned();
        let mut edits: Vec<_> = fields
            .iter()
            .filter_map(|(key, value)| Some((pool.get(key)?.value.clone(), *key, *value)))
            .collect();
        edits.sort_by_key(|(range, _, _)| std::cmp::Reverse(range.start));
        let mut missing: Vec<_> = fields
            .iter()
            .filter(|(key, _)| pool.get(key).is_none())
            .collect();
        for (range, _, value) in edits {
            let is_plain = value.parse::<f64>().is_ok() || matches!(value, "true" | "false");
            let value = match is_plain {
                true => value.to_owned(),
                false => format!("\"{value}\""),
            };
            copy.replace_range(range.start - opening..range.end - opening, &value);
        }
        if pool.style == Style::Hcl {
            for (key, value) in missing.drain(..) {
                let is_plain = value.parse::<f64>().is_ok();
                let value = if is_plain {
                    (*value).to_owned()
                } else {
                    format!("\"{value}\"")
                };
                let end = copy.rfind('}')?;
                copy.insert_str(end, &format!("  {} = {value}\n  ", pool.form_name(key)));
            }
            return Some(self.edit(&pool.file, closing..closing, format!("\n\n  {copy}")));
        }
        missing
            .is_empty()
            .then(|| self.edit(&pool.file, closing..closing, format!(",\n{copy}")))
    }
}
