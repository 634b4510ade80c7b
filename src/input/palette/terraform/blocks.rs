//! The blocks of a plan's resource, which are a set, and those of the configuration that they come
//! from.

use std::collections::HashSet;

use crate::input::read::Value;
use crate::syntax::{Kind, Node, Typed};

/// How many blocks of one resource are compared with those of its configuration.
const BLOCKS: usize = 64;

/// A block of the configuration.
pub(super) struct WrittenBlock<'t, 'v> {
    pub(super) block: Node<'t>,
    /// The address of the profile or template that its id leads to.
    pub(super) target: Option<String>,
    /// The variables that this profile has.
    pub(super) declared: Option<&'v HashSet<String>>,
}

/// Gives each block without a link the written one that it must be.
pub(super) fn assign(
    blocks: &[Value],
    mut left: Vec<WrittenBlock<'_, '_>>,
    links: &mut [Option<String>],
) {
    let mut open: Vec<usize> = (0..blocks.len())
        .filter(|at| links[*at].is_none())
        .collect();
    if open.len() > BLOCKS || left.len() > BLOCKS {
        return;
    }
    let is_only = open.len() == 1 && left.len() == 1;
    loop {
        let before = open.len();
        open.retain(|at| {
            let fits = |one: &usize| is_only || left[*one].may_be(&blocks[*at]);
            let fitting: Vec<usize> = (0..left.len()).filter(fits).collect();
            let [one] = fitting[..] else { return true };
            links[*at] = left.remove(one).target;
            false
        });
        if open.len() == before {
            break;
        }
    }
    // Blocks of one content are told apart by nothing, and need not be.
    let mut contents = open.iter().map(|at| BlockContent::of(&blocks[*at]));
    let first = contents.next();
    if open.len() == left.len() && contents.all(|other| Some(&other) == first.as_ref()) {
        for (at, one) in open.iter().zip(left) {
            links[*at] = one.target;
        }
    }
}

fn constant<'t>(of: Node<'t>, key: &str) -> Option<Node<'t>> {
    of.get(key)?.get("constant_value")
}

/// What a block says.
#[derive(PartialEq, Eq)]
struct BlockContent<'v> {
    /// The variables with their values.
    variables: Vec<(&'v str, Option<&'v str>)>,
    /// The names of its packs.
    packs: Vec<Option<&'v str>>,
}

impl<'v> BlockContent<'v> {
    fn of(block: &'v Value) -> Self {
        let variables = block.get("variables").map_or(&[][..], Value::attributes);
        let variables = variables
            .iter()
            .map(|one| (one.name.as_str(), one.value.as_text()));
        let packs = block.get("pack").map_or(&[][..], Value::items).iter();
        let packs = packs.map(|pack| pack.get("name").and_then(Value::as_text));
        BlockContent {
            variables: variables.collect(),
            packs: packs.collect(),
        }
    }
}

impl WrittenBlock<'_, '_> {
    /// Whether this may be what the plan's block was made of.
    fn may_be(&self, block: &Value) -> bool {
        let BlockContent { variables, packs } = BlockContent::of(block);
        let id = constant(self.block, "id").and_then(|id| id.text().map(str::to_owned));
        let own_id = block.get("id").and_then(Value::as_text);
        let fits_id = id.is_none_or(|id| own_id.is_none_or(|own| own == id));
        let fits_variables = match (
            self.block.get("variables"),
            constant(self.block, "variables"),
        ) {
            (None, _) => variables.is_empty(),
            (Some(_), None) => true,
            (Some(_), Some(written)) => {
                let mut written: Vec<_> = written
                    .entries()
                    .filter(|(_, value)| value.kind() != Kind::Scalar(Typed::Null))
                    .map(|(key, value)| (key.text().unwrap_or_default(), value.text()))
                    .collect();
                let mut own = variables.clone();
                written.sort_unstable();
                own.sort_unstable();
                written == own
            }
        };
        let fits_packs = match self.block.get("pack") {
            None => packs.is_empty(),
            Some(written) => {
                let written: Vec<_> = written.items().collect();
                let fits = |(pack, own): (&Node<'_>, &Option<&str>)| {
                    let name = constant(*pack, "name");
                    name.is_none_or(|name| own.is_none() || name.text() == *own)
                };
                written.len() == packs.len() && written.iter().zip(&packs).all(fits)
            }
        };
        fits_id && fits_variables && fits_packs && self.declares(&variables)
    }

    /// Whether the profile has all of these variables, as far as is known.
    fn declares(&self, variables: &[(&str, Option<&str>)]) -> bool {
        let declared = |(name, _): &(&str, _)| self.declared.is_none_or(|all| all.contains(*name));
        variables.iter().all(declared)
    }
}
