//! The profiles and templates that the clusters of a plan refer to: by their ids, or through the configuration.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::blocks::{WrittenBlock, assign};
use super::{
    CLUSTER_PROFILE, CONFIG_TEMPLATE, Link, Resource, is_read, is_read_as_data, not_created,
};
use crate::input::read::Value;
use crate::model::Unknown;
use crate::problem::Problem;
use crate::syntax::Node;

/// How many references are followed from a cluster to its profile.
const DEPTH: usize = 8;
/// How many references of one expression are looked at: an id has one or two.
const REFERENCES: usize = 64;
/// Objects and lists with more entries are searched through an index.
const FEW: usize = 16;

/// The entries of large objects by their keys, and those of large lists by their addresses: each is
/// asked for many of them.
#[derive(Default)]
pub(super) struct ByName<'t>(RefCell<HashMap<u32, HashMap<&'t str, Node<'t>>>>);

impl<'t> ByName<'t> {
    /// The value of an object's entry.
    pub(super) fn get(&self, node: Node<'t>, key: &str) -> Option<Node<'t>> {
        if node.entries().nth(FEW).is_none() {
            return node.get(key);
        }
        let entries = node.entries().map(|(key, value)| (key.text(), value));
        self.find(node, key, entries)
    }

    /// The object in a list that has an address.
    pub(super) fn at_address(&self, list: Node<'t>, address: &str) -> Option<Node<'t>> {
        let address_of = |node: Node<'t>| node.get("address").and_then(Node::text);
        if list.items().nth(FEW).is_none() {
            return list.items().find(|node| address_of(*node) == Some(address));
        }
        let items = list.items().map(|node| (address_of(node), node));
        self.find(list, address, items)
    }

    /// The first of the named nodes with a name.
    fn find(
        &self,
        node: Node<'t>,
        name: &str,
        named: impl Iterator<Item = (Option<&'t str>, Node<'t>)>,
    ) -> Option<Node<'t>> {
        let mut all = self.0.borrow_mut();
        let index = all.entry(node.index()).or_insert_with(|| {
            let mut index = HashMap::new();
            for (name, node) in named {
                if let Some(name) = name {
                    index.entry(name).or_insert(node);
                }
            }
            index
        });
        index.get(name).copied()
    }
}

/// The addresses of resources by their module and name without indexes, each list in order.
struct Instances(HashMap<Vec<String>, Vec<String>>);

impl Instances {
    fn new(all: &[Resource]) -> Self {
        let mut by_target: HashMap<_, Vec<String>> = HashMap::new();
        for resource in all.iter().filter(|one| is_read_as_data(&one.kind)) {
            let (mut target, own) = split(&resource.address);
            target.push(own);
            let instances = by_target.entry(target).or_default();
            instances.push(resource.address.clone());
        }
        by_target.values_mut().for_each(|list| list.sort_unstable());
        Instances(by_target)
    }

    /// The instance whose address has the most in common with another address.
    fn like(&self, target: &[String], address: &str) -> Option<&String> {
        let instances = self.0.get(target)?;
        // Those that have the most in common with it are beside the place where it would be.
        let after = instances.partition_point(|one| one.as_str() < address);
        let beside = instances.get(after.saturating_sub(1)..).unwrap_or_default();
        let alike = |other: &&String| {
            let pairs = other.chars().zip(address.chars());
            pairs.take_while(|(a, b)| a == b).count()
        };
        beside.iter().take(2).max_by_key(alike)
    }
}

/// What links are found by.
struct Links<'t, 'p> {
    root: Node<'t>,
    names: &'p ByName<'t>,
    instances: Instances,
    /// The addresses of the profiles and templates in the file by their ids.
    by_id: HashMap<String, String>,
    /// The names of the variables that profiles have, by the profiles' addresses.
    variables: HashMap<String, HashSet<String>>,
}

/// Finds the profile of each `cluster_profile` block of each cluster and template, and the templates.
pub(super) fn link<'t>(all: &mut [Resource], names: &ByName<'t>, root: Node<'t>) {
    let mut by_id = HashMap::new();
    let mut variables = HashMap::new();
    for one in all.iter().filter(|one| is_read_as_data(&one.kind)) {
        if let Some(id) = one.values.get("id").and_then(Value::as_text) {
            let id = id.to_owned();
            by_id.entry(id).or_insert_with(|| one.address.clone());
        }
        if let Some(declared) = declared(&one.values) {
            variables.insert(one.address.clone(), declared);
        }
    }
    let links = Links {
        root,
        names,
        instances: Instances::new(all),
        by_id,
        variables,
    };
    for resource in all {
        resource.profile_links = links.of(resource, "cluster_profile");
        resource.template_link = links.of(resource, "cluster_template").into_iter().next();
    }
}

/// The resources of the configuration of which the plan has no instance: their `count` is 0, or their
/// `for_each` is empty.
pub(super) fn not_planned<'t>(all: &[Resource], root: Node<'t>) -> Vec<Problem> {
    let target = |resource: &Resource| {
        let (mut target, own) = split(&resource.address);
        target.push(own);
        target
    };
    let planned: HashSet<Vec<String>> = all.iter().map(target).collect();
    let mut found = Vec::new();
    let module = root
        .get("configuration")
        .and_then(|node| node.get("root_module"));
    let mut modules: Vec<(Vec<String>, Node<'t>)> = module
        .map(|module| (Vec::new(), module))
        .into_iter()
        .collect();
    while let Some((path, module)) = modules.pop() {
        for resource in module.get("resources").into_iter().flat_map(Node::items) {
            let text = |key: &str| resource.get(key).and_then(Node::text).unwrap_or_default();
            let (address, kind) = (text("address"), text("type"));
            let is_looped = ["count_expression", "for_each_expression"]
                .into_iter()
                .any(|key| resource.get(key).is_some());
            let target = [path.as_slice(), &[address.to_owned()]].concat();
            let is_ours = is_read(kind) && text("mode") != "data" && is_looped;
            if is_ours && !planned.contains(&target) {
                let modules = path.iter().map(|name| format!("module.{name}."));
                let address = modules.collect::<String>() + address;
                let why = "its count is 0, or its for_each is empty";
                let place = resource
                    .get("address")
                    .map_or(resource.place(), Node::place);
                found.push(not_created(address, place, why));
            }
        }
        let calls = module
            .get("module_calls")
            .into_iter()
            .flat_map(Node::entries);
        for (name, call) in calls {
            if let (Some(name), Some(inner)) = (name.text(), call.get("module"))
                && path.len() < DEPTH
            {
                modules.push(([path.as_slice(), &[name.to_owned()]].concat(), inner));
            }
        }
    }
    found
}

/// The names of the variables that a profile has, as far as all of them are known.
fn declared(profile: &Value) -> Option<HashSet<String>> {
    let variables = profile
        .get("profile_variables")?
        .items()
        .first()?
        .get("variable")?;
    let name = |one: &Value| Some(one.get("name")?.as_text()?.to_owned());
    variables.items().iter().map(name).collect()
}

impl<'t> Links<'t, '_> {
    /// The links of a resource's blocks. The blocks are a set: the plan has them in an order of its
    /// own, so that they are told apart by their content.
    fn of(&self, user: &Resource, name: &str) -> Vec<Link> {
        let blocks = user.values.get(name).map_or(&[][..], Value::items);
        if blocks.is_empty() {
            return Vec::new();
        }
        let by_id = |block: &Value| self.by_id.get(block.get("id")?.as_text()?).cloned();
        let mut links: Vec<Option<String>> = blocks.iter().map(by_id).collect();
        let used: HashSet<&String> = links.iter().flatten().collect();
        let mut left = self.written(user, name);
        left.retain(|one| {
            one.target
                .as_ref()
                .is_none_or(|target| !used.contains(target))
        });
        assign(blocks, left, &mut links);
        let reason = |block: &Value| match block.get("id").and_then(Value::as_text) {
            Some(id) => format!("the profile {id} is not in this file"),
            None => "the profile is known only after apply".to_owned(),
        };
        let link = |(link, block): (Option<String>, &Value)| match link {
            Some(address) => Link::Address(address),
            None => Link::Unknown(Unknown::Terraform(reason(block))),
        };
        links.into_iter().zip(blocks).map(link).collect()
    }

    /// The blocks of a resource as the configuration has them, and where their ids lead.
    fn written(&self, user: &Resource, name: &str) -> Vec<WrittenBlock<'t, '_>> {
        let (modules, own) = split(&user.address);
        let configured = || {
            let resources = self.config(&modules)?.get("resources")?;
            let resource = self.names.at_address(resources, &own)?;
            resource.get("expressions")?.get(name)
        };
        let Some(configured) = configured() else {
            return Vec::new();
        };
        let target = |block: Node<'t>| {
            let target = self.target(block.get("id")?, &modules, 0)?;
            self.instances.like(&target, &user.address).cloned()
        };
        let read = |block| {
            let target = target(block);
            let declared = target
                .as_ref()
                .and_then(|target| self.variables.get(target));
            WrittenBlock {
                block,
                target,
                declared,
            }
        };
        configured.items().map(read).collect()
    }

    /// The configuration of a module.
    fn config(&self, modules: &[String]) -> Option<Node<'t>> {
        config(self.root, self.names, modules)
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
        let references = expression.get("references")?.items().take(REFERENCES);
        for reference in references.filter_map(Node::text) {
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
                    let calls = self.config(outer)?.get("module_calls")?;
                    let call = self.names.get(calls, own)?;
                    let argument = self.names.get(call.get("expressions")?, name)?;
                    return self.target(argument, outer, depth + 1);
                }
                ("module", Some(name), Some(output_name)) => {
                    let name = name.split('[').next().unwrap_or(name);
                    let inner = [modules, &[name.to_owned()]].concat();
                    let outputs = self.config(&inner)?.get("outputs")?;
                    let output = self.names.get(outputs, output_name)?;
                    return self.target(output.get("expression")?, &inner, depth + 1);
                }
                _ => {}
            }
        }
        None
    }
}

/// The configuration of a module of a plan.
pub(super) fn config<'t>(
    root: Node<'t>,
    names: &ByName<'t>,
    modules: &[String],
) -> Option<Node<'t>> {
    let root = root.get("configuration")?.get("root_module")?;
    modules.iter().try_fold(root, |module, name| {
        let calls = module.get("module_calls")?;
        names.get(calls, name)?.get("module")
    })
}

fn path_of(modules: &[String], kind: &str, name: &str) -> Vec<String> {
    let name = name.split('[').next().unwrap_or(name);
    [modules, &[format!("{kind}.{name}")]].concat()
}

/// The module names and the resource of an address, indexes taken off:
/// `module.a["x"].spectrocloud_cluster_aks.this[0]` is `[a]` and `spectrocloud_cluster_aks.this`.
pub(super) fn split(address: &str) -> (Vec<String>, String) {
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
