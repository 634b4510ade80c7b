//! How a plan's clusters are joined with their profiles: by ids, or by what the configuration refers to.

use std::collections::HashMap;

use super::{CLUSTER_PROFILE, CONFIG_TEMPLATE, Link, Resource};
use crate::input::read::Value;
use crate::model::Unknown;
use crate::syntax::{Kind, Node, Typed};

/// How many references are followed from a cluster to its profile.
const DEPTH: usize = 8;
/// How many blocks of one cluster are compared with those of its configuration.
const BLOCKS: usize = 64;

/// Finds the profile of each `cluster_profile` block of each cluster and template, and the templates.
pub(super) fn link(root: Node<'_>, all: &mut [Resource]) {
    let mut by_id = HashMap::new();
    for resource in all.iter() {
        if let Some(id) = resource.values.get("id").and_then(Value::as_text) {
            by_id.entry(id).or_insert(resource.address.as_str());
        }
    }
    let mut by_target: HashMap<_, Vec<_>> = HashMap::new();
    for resource in all.iter() {
        let (modules, own) = split(&resource.address);
        let target = [modules.as_slice(), &[own]].concat();
        by_target.entry(target).or_default().push(resource);
    }
    let links_of = ConfiguredLinks {
        root,
        by_id,
        by_target,
    };
    let links: Vec<_> = all
        .iter()
        .map(|user| {
            let template = links_of.links(user, "cluster_template");
            (
                links_of.links(user, "cluster_profile"),
                template.into_iter().next(),
            )
        })
        .collect();
    for (resource, (profiles, template)) in all.iter_mut().zip(links) {
        resource.profile_links = profiles;
        resource.template_link = template;
    }
}

struct ConfiguredLinks<'r, 't> {
    root: Node<'t>,
    /// The addresses of resources by their ids.
    by_id: HashMap<&'r str, &'r str>,
    /// The instances of resources, by their addresses without indexes.
    by_target: HashMap<Vec<String>, Vec<&'r Resource>>,
}

/// A block of the configuration, and the profile that its id leads to.
struct WrittenBlock<'r, 't> {
    block: Node<'t>,
    target: Option<&'r Resource>,
}

impl<'r, 't> ConfiguredLinks<'r, 't> {
    /// The links of a resource's blocks. The blocks are a set: the plan has them in an order of its
    /// own, so that they are told apart by their content.
    fn links(&self, user: &'r Resource, name: &str) -> Vec<Link> {
        let blocks = user.values.get(name).map_or(&[][..], Value::items);
        let written = self.written(user, name);
        let mut links: Vec<Option<Link>> =
            blocks.iter().map(|block| self.by_known_id(block)).collect();
        let used = |address: &str| {
            let address = Link::Address(address.to_owned());
            links.iter().flatten().any(|link| *link == address)
        };
        let mut left: Vec<&WrittenBlock<'_, '_>> = (written.iter())
            .filter(|one| one.target.is_none_or(|target| !used(&target.address)))
            .collect();
        let mut open: Vec<usize> = (0..blocks.len())
            .filter(|at| links[*at].is_none())
            .collect();
        if open.len() <= BLOCKS && left.len() <= BLOCKS {
            assign(blocks, &mut open, &mut left, &mut links);
        }
        let reason = |block: &Value| match block.get("id").and_then(Value::as_text) {
            Some(id) => format!("the profile {id} is not in this file"),
            None => "which profile it is, is known after apply".to_owned(),
        };
        let links = links.into_iter().zip(blocks);
        links
            .map(|(link, block)| {
                link.unwrap_or_else(|| Link::Unknown(Unknown::Terraform(reason(block))))
            })
            .collect()
    }

    fn by_known_id(&self, block: &Value) -> Option<Link> {
        let address = self.by_id.get(block.get("id")?.as_text()?)?;
        Some(Link::Address((*address).to_owned()))
    }

    /// The blocks of a resource as the configuration has them.
    fn written(&self, user: &'r Resource, name: &str) -> Vec<WrittenBlock<'r, 't>> {
        let (modules, own) = split(&user.address);
        let blocks = || {
            let config = self.config(&modules)?;
            let mut resources = config.get("resources")?.items();
            let is_it =
                |node: &Node<'_>| node.get("address").and_then(Node::text) == Some(own.as_str());
            resources.find(is_it)?.get("expressions")?.get(name)
        };
        let read = |block: Node<'t>| WrittenBlock {
            block,
            target: block.get("id").and_then(|id| {
                let target = self.target(id, &modules, 0)?;
                // Of several instances, the one whose address is most like the cluster's own.
                let alike = |other: &&&Resource| {
                    let pairs = other.address.chars().zip(user.address.chars());
                    pairs.take_while(|(a, b)| a == b).count()
                };
                self.by_target
                    .get(&target)?
                    .iter()
                    .max_by_key(alike)
                    .copied()
            }),
        };
        blocks().map_or(Vec::new(), |blocks: Node<'t>| {
            blocks.items().map(read).collect()
        })
    }

    /// The configuration of a module.
    fn config(&self, modules: &[String]) -> Option<Node<'t>> {
        let root = self.root.get("configuration")?.get("root_module")?;
        modules.iter().try_fold(root, |module, name| {
            module.get("module_calls")?.get(name)?.get("module")
        })
    }

    /// Follows an expression's references to a profile: module names, then the resource.
    fn target(
        &self,
        expression: Node<'t>,
        modules: &[String],
        depth: usize,
    ) -> Option<Vec<String>> {
        if depth == DEPTH {
            return None;
        }
        let references = expression.get("references")?.items();
        let texts: Vec<&str> = references.filter_map(Node::text).collect();
        for reference in &texts {
            let mut steps = reference.split('.');
            match (steps.next()?, steps.next(), steps.next()) {
                (kind @ (CLUSTER_PROFILE | CONFIG_TEMPLATE), Some(name), _) => {
                    return Some(path_of(modules, kind, name));
                }
                ("data", Some(kind), Some(name)) => {
                    return Some(path_of(modules, &format!("data.{kind}"), name));
                }
                ("var", Some(name), _) => {
                    let (own, outer) = modules.split_last()?;
                    let call = self.config(outer)?.get("module_calls")?.get(own)?;
                    let argument = call.get("expressions")?.get(name)?;
                    return self.target(argument, outer, depth + 1);
                }
                ("module", Some(name), Some(output)) => {
                    let name = name.split('[').next().unwrap_or(name);
                    let inner = [modules, &[name.to_owned()]].concat();
                    let output = self.config(&inner)?.get("outputs")?.get(output)?;
                    return self.target(output.get("expression")?, &inner, depth + 1);
                }
                _ => {}
            }
        }
        None
    }
}

fn path_of(modules: &[String], kind: &str, name: &str) -> Vec<String> {
    let name = name.split('[').next().unwrap_or(name);
    [modules, &[format!("{kind}.{name}")]].concat()
}

/// Gives each open block the written one that it must be.
fn assign(
    blocks: &[Value],
    open: &mut Vec<usize>,
    left: &mut Vec<&WrittenBlock<'_, '_>>,
    links: &mut [Option<Link>],
) {
    let is_only = open.len() == 1 && left.len() == 1;
    loop {
        let mut is_changed = false;
        open.retain(|at| {
            let fitting: Vec<usize> = (0..left.len())
                .filter(|one| is_only || left[*one].may_be(&blocks[*at]))
                .collect();
            let [one] = fitting[..] else { return true };
            links[*at] = left.remove(one).link();
            is_changed = true;
            false
        });
        if !is_changed {
            break;
        }
    }
    // Blocks of one content are told apart by nothing, and need not be.
    let mut contents = open.iter().map(|at| BlockContent::of(&blocks[*at]));
    let first = contents.next();
    if open.len() == left.len() && contents.all(|other| Some(other) == first) {
        for (at, one) in open.iter().zip(left.iter()) {
            links[*at] = one.link();
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
    fn link(&self) -> Option<Link> {
        Some(Link::Address(self.target?.address.clone()))
    }

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
        let declared = self
            .target
            .and_then(|target| target.values.get("profile_variables"));
        let Some(declared) = declared.and_then(|list| list.items().first()?.get("variable")) else {
            return true;
        };
        let names = || {
            declared
                .items()
                .iter()
                .filter_map(|one| one.get("name")?.as_text())
        };
        variables
            .iter()
            .all(|(name, _)| names().any(|own| own == *name))
    }
}

/// The module names and the resource of an address, indexes taken off:
/// `module.a["x"].spectrocloud_cluster_aks.this[0]` is `[a]` and `spectrocloud_cluster_aks.this`.
fn split(address: &str) -> (Vec<String>, String) {
    let mut bare = String::with_capacity(address.len());
    let (mut depth, mut is_quoted) = (0_usize, false);
    let mut characters = address.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' if is_quoted => {
                characters.next();
            }
            '"' if depth > 0 => is_quoted = !is_quoted,
            '[' if !is_quoted => depth += 1,
            ']' if !is_quoted => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    let mut modules = Vec::new();
    let mut rest = bare.as_str();
    while let Some((name, tail)) = rest
        .strip_prefix("module.")
        .and_then(|tail| tail.split_once('.'))
    {
        modules.push(name.to_owned());
        rest = tail;
    }
    (modules, rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        for (address, modules, own) in [
            ("a.b", [].as_slice(), "a.b"),
            ("module.x.a.b[0]", &["x"], "a.b"),
            (r#"module.x["k.[\"]"].module.y[1].a.b"#, &["x", "y"], "a.b"),
        ] {
            let (found, rest) = split(address);
            assert_eq!(
                (found.as_slice(), rest.as_str()),
                (
                    modules
                        .iter()
                        .map(|m| (*m).to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                    own
                )
            );
        }
    }
}
