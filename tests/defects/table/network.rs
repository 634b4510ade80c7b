//! Network settings that are no known name, or that two places say differently.

use super::Defect;
use super::syntax::misspelt;
use crate::defects::good::{Form, Good};
use crate::defects::mutant::Mutant;
use crate::defects::setting::Word;

pub const DEFECTS: &[Defect] = &[
    Defect {
        id: "policy-case",
        says: "networkPolicy is in the wrong case: Calico",
        rule: "network-policy-value",
        also: &[],
        make: |good| words(good, &["networkPolicy"], capital),
    },
    Defect {
        id: "policy-misspelt",
        says: "networkPolicy is misspelt: calcio",
        rule: "network-policy-value",
        also: &[],
        make: |good| words(good, &["networkPolicy"], misspelt),
    },
    Defect {
        id: "policy-unknown",
        says: "networkPolicy is one that AKS does not have: flannel",
        rule: "network-policy-value",
        also: &[],
        make: |good| words(good, &["networkPolicy"], |_| "flannel".to_owned()),
    },
    Defect {
        id: "policy-flag",
        says: "networkPolicy is true",
        rule: "network-policy-value",
        also: &[],
        make: |good| words(good, &["networkPolicy"], |_| "true".to_owned()),
    },
    Defect {
        id: "policy-list",
        says: "networkPolicy is a list",
        rule: "network-policy-value",
        also: &[],
        make: |good| words(good, &["networkPolicy"], |word| format!("[{word}]")),
    },
    Defect {
        id: "policy-empty",
        says: "networkPolicy is emptied",
        rule: "network-policy-value",
        also: &[],
        make: |good| words(good, &["networkPolicy"], |_| "''".to_owned()),
    },
    Defect {
        id: "option-case",
        says: "networkPlugin, networkPluginMode or networkDataplane is in the wrong case: Overlay",
        rule: "network-option-value",
        also: &[],
        make: |good| words(good, &OPTIONS, capital),
    },
    Defect {
        id: "option-misspelt",
        says: "networkPlugin, networkPluginMode or networkDataplane is misspelt: overlya",
        rule: "network-option-value",
        also: &[],
        make: |good| words(good, &OPTIONS, misspelt),
    },
    Defect {
        id: "option-unknown",
        says: "networkPlugin, networkPluginMode or networkDataplane is one that AKS does not have",
        rule: "network-option-value",
        also: &[],
        make: |good| words(good, &OPTIONS, |_| "transparent".to_owned()),
    },
    Defect {
        id: "setting-in-two-places",
        says: "the cluster file says another networkPolicy than the CNI pack",
        rule: "network-setting-conflict",
        also: &[],
        make: |good| {
            let in_pack = good
                .words("networkPolicy")
                .into_iter()
                .find(|word| word.file != good.main || word.range.start < pools_start(good));
            let Some(word) =
                in_pack.filter(|word| good.form == Form::Cluster && !good.is_in_network(word))
            else {
                return Vec::new();
            };
            good.say("networkPolicy", "none")
                .into_iter()
                .map(|mutant| mutant.names(&word.file, word.range.start))
                .collect()
        },
    },
    Defect {
        id: "setting-at-two-levels",
        says: "networkPolicy is set at the top level of the values and under pack, to different values",
        rule: "network-setting-conflict",
        also: &[],
        make: |good| {
            if good.form != Form::Values && good.form != Form::Pack {
                return Vec::new();
            }
            let mut made = Vec::new();
            for file in good.values_files() {
                let parts = good.parts(&file);
                let Some(root) = parts.iter().find(|part| part.path.is_empty()) else {
                    continue;
                };
                let nested = parts.iter().filter(|part| part.path == "pack");
                for field in nested.filter_map(|pack| pack.get("networkPolicy")) {
                    let is_other = |text: &str| text != "none" && !text.contains("{{");
                    if field.text.as_deref().is_some_and(is_other) {
                        let at = root.range.start;
                        let mutant = good.edit(&file, at..at, "networkPolicy: none\n");
                        made.push(mutant.found_at(&file, field.value.start));
                    }
                }
            }
            made
        },
    },
];

/// The settings that are names, except the policy.
const OPTIONS: [&str; 3] = ["networkPlugin", "networkPluginMode", "networkDataplane"];

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

/// Puts something else in the place of settings' values.
fn words(good: &Good, keys: &[&str], with: fn(&str) -> String) -> Vec<Mutant> {
    let words = keys.iter().flat_map(|key| good.words(key));
    let known = words.filter(|word| !word.text.starts_with(['{', '$', '[']));
    known
        .map(|word| bare(good, &word, with(&word.text)))
        .collect()
}

/// Replaces a word; quotes around it go where what is written is none.
fn bare(good: &Good, word: &Word, with: String) -> Mutant {
    let text = good.text(&word.file);
    let (before, after) = (&text[..word.range.start], &text[word.range.end..]);
    let is_word = with.chars().all(char::is_alphanumeric) && with != "true";
    let quote = ["\\\"", "\"", "'"]
        .into_iter()
        .find(|quote| before.ends_with(quote) && after.starts_with(quote));
    match quote {
        Some(quote) if !is_word => {
            let range = word.range.start - quote.len()..word.range.end + quote.len();
            good.edit(&word.file, range, with.replace('"', quote))
        }
        None if before
            .rsplit('\n')
            .next()
            .is_some_and(|line| line.contains("\\n")) =>
        {
            good.edit(&word.file, word.range.clone(), with.replace('"', "\\\""))
        }
        _ => good.edit(&word.file, word.range.clone(), with),
    }
}

/// Where the list of pools begins.
fn pools_start(good: &Good) -> usize {
    good.main_text().find("nodePools:").unwrap_or(usize::MAX)
}
