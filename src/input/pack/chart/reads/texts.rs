//! Texts that are used as templates: `tpl`.

use super::interpret::{Interpreter, Step};
use super::values::{Atom, ValueSet};

/// Words that open a block, before its pipeline.
const BLOCKS: [&str; 5] = ["else", "if", "with", "range", "template"];

impl Interpreter<'_> {
    /// Follows a text as a template: one that is known, else each text of the values and files that
    /// can be one, and the parts with braces that the templates have.
    pub(super) fn template_of_text(&mut self, text: &ValueSet, dot: &ValueSet) -> Step<()> {
        self.escape(text);
        let mut is_known = true;
        for atom in text.atoms() {
            match *atom {
                Atom::Text(id) => {
                    let fragment = self.fragments.iter().find(|(known, _)| *known == id);
                    if let Some((_, body)) = fragment {
                        match *body {
                            Some(body) => self.use_body(body, dot)?,
                            None => is_known = false,
                        }
                    }
                }
                _ => is_known = false,
            }
        }
        if is_known {
            return Ok(());
        }
        self.has_dynamic_text = true;
        if self.is_assembled {
            self.escape(dot);
        }
        for body in self.program.texts.clone() {
            self.use_body(body, dot)?;
        }
        for (id, body) in self.fragments.clone() {
            match body {
                Some(body) => self.use_body(body, dot)?,
                None => self.use_fragment(id, dot)?,
            }
        }
        Ok(())
    }

    /// Follows the actions of a text that is only a part of a template. What they give is the context
    /// of what comes between them, so that it counts as read.
    fn use_fragment(&mut self, id: u32, dot: &ValueSet) -> Step<()> {
        let text = self.texts.get(id).to_owned();
        let mut rest = text.as_str();
        while let Some((_, inner)) = rest.split_once("{{") {
            let (action, after) = inner.split_once("}}").unwrap_or((inner, ""));
            rest = after;
            let mut action = action.trim_matches('-').trim();
            if action.contains('%') {
                self.escape(dot);
                return Ok(());
            }
            while let Some(after) = BLOCKS.iter().find_map(|word| action.strip_prefix(word)) {
                action = after.trim_start();
            }
            if let Some(body) = self.parse(&format!("{{{{ {action} }}}}"))? {
                self.use_body(body, dot)?;
            }
        }
        Ok(())
    }
}
