//! The profiles and templates that the clusters of a plan refer to: by their ids, or through the configuration.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::addresses::{Step, split, steps};
use super::blocks::{WrittenBlock, assign};
use super::{CONFIG_TEMPLATE, Link, Resource, is_linked, is_read, not_created};
use crate::input::read::Value;
use crate::model::Unknown;
use crate::problem::Problem;
use crate::syntax::Node;

/// How many references are followed from a cluster to its profile.
const DEPTH: usize = 8;
/// The block that names a profile.
const PROFILE_BLOCK: &str = "cluster_profile";
/// The block that names a template.
const TEMPLATE_BLOCK: &str = "cluster_template";
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

/// The indexes of a resource's modules and its own.
type Indexes = Vec<Option<String>>;

/// A resource that clusters may refer to.
struct LinkTarget {
    address: String,
    /// Whether its id is known: then it is found by it.
    has_id: bool,
}

/// Resources by their module names and their own name.
#[derive(Default)]
struct LinkTargets {
    all: Vec<LinkTarget>,
    by_names: HashMap<Vec<String>, HashMap<Indexes, usize>>,
    /// The addresses of those whose ids are not known yet, by the block that names them: whatever has
    /// an unknown id means one of them.
    without_id: HashMap<&'static str, Vec<String>>,
}

/// What a reference leads to: names of modules and of a resource, and the indexes that it gives.
#[derive(PartialEq, Eq)]
struct ReferencePath {
    names: Vec<String>,
    indexes: Indexes,
}

impl LinkTargets {
    fn new(all: &[Resource]) -> Self {
        let mut instances = LinkTargets::default();
        for resource in all.iter().filter(|one| is_linked(&one.kind)) {
            let (names, indexes) = split(&resource.address).into_iter().unzip();
            let names: Vec<String> = names;
            let id = resource.values.get("id").and_then(Value::as_text);
            if id.is_none() {
                let block = match resource.kind == CONFIG_TEMPLATE {
                    true => TEMPLATE_BLOCK,
                    false => PROFILE_BLOCK,
                };
                let address = resource.address.clone();
                instances.without_id.entry(block).or_default().push(address);
            }
            let at = instances.all.len();
            let named = instances.by_names.entry(names).or_default();
            named.insert(indexes, at);
            instances.all.push(LinkTarget {
                address: resource.address.clone(),
                has_id: id.is_some(),
            });
        }
        instances
    }

    /// The one that some references lead to from a user; nothing where it may be one of several.
    fn only(&self, targets: &[ReferencePath], user: &[Step]) -> Option<&LinkTarget> {
        // `each.key` and `count.index` are those of the user.
        let own = user.last().and_then(|(_, index)| index.as_ref());
        let mut found: Vec<usize> = Vec::new();
        for target in targets {
            let Some(named) = self.by_names.get(&target.names) else {
                continue;
            };
            let mut like_user = target.indexes.clone();
            if let (Some(last), Some(_)) = (like_user.last_mut(), own) {
                *last = last.take().or(own.cloned());
            }
            let exact = named.get(&target.indexes).or(named.get(&like_user));
            let fits = |indexes: &Indexes| {
                let mut pairs = target.indexes.iter().zip(indexes);
                pairs.all(|(wanted, index)| wanted.is_none() || wanted == index)
            };
            match exact {
                Some(at) => found.push(*at),
                None if named.len() > REFERENCES => return None,
                None => found.extend(named.iter().filter(|(own, _)| fits(own)).map(|(_, at)| *at)),
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut found: Vec<&LinkTarget> = found.into_iter().map(|at| &self.all[at]).collect();
        // One whose id is known has been found by it.
        if found.iter().any(|one| !one.has_id) {
            found.retain(|one| !one.has_id);
        }
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// What links are found by.
struct Links<'t, 'p> {
    root: Node<'t>,
    names: &'p ByName<'t>,
    instances: LinkTargets,
    /// The addresses of the profiles and templates in the file by their ids.
    by_id: HashMap<String, String>,
    /// The names of the variables that profiles have, by the profiles' addresses.
    variables: HashMap<String, HashSet<String>>,
}

/// Finds the profile of each `cluster_profile` block of each cluster and template, and the templates.
pub(super) fn link<'t>(all: &mut [Resource], names: &ByName<'t>, root: Node<'t>) {
    let mut by_id = HashMap::new();
    let mut variables = HashMap::new();
    for one in all.iter().filter(|one| is_linked(&one.kind)) {
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
        instances: LinkTargets::new(all),
        by_id,
        variables,
    };
    for resource in all {
        resource.profile_links = links.of(resource, PROFILE_BLOCK);
        resource.template_link = links.of(resource, TEMPLATE_BLOCK).into_iter().next();
    }
}

/// The resources of the configuration of which the plan has no instance: their `count` is 0, or their
/// `for_each` is empty.
pub(super) fn not_planned<'t>(all: &[Resource], root: Node<'t>) -> Vec<Problem> {
    let names = |resource: &Resource| {
        let steps = split(&resource.address).into_iter();
        steps.map(|(name, _)| name).collect()
    };
    let planned: HashSet<Vec<String>> = all.iter().map(names).collect();
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
        self.of_unknown_ids(blocks, name, &mut links);
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

    /// Links the blocks that the configuration says nothing of, as it does not of those that `dynamic`
    /// makes, nor of locals: their ids are those of as many resources that are still to be made.
    fn of_unknown_ids(&self, blocks: &[Value], name: &str, links: &mut [Option<String>]) {
        let is_open = |at: &usize| {
            let id = blocks.get(*at).and_then(|block| block.get("id"));
            links[*at].is_none() && id.and_then(Value::as_text).is_none()
        };
        let open: Vec<usize> = (0..blocks.len()).filter(is_open).collect();
        let used: HashSet<&String> = links.iter().flatten().collect();
        let left = self.instances.without_id.get(name);
        let left = left.filter(|all| all.len() <= REFERENCES).into_iter();
        let left = left.flatten().filter(|one| !used.contains(one));
        let left: Vec<String> = left.cloned().collect();
        let is_plain = |at: &usize| {
            let block = &blocks[*at];
            let variables = block.get("variables").map_or(&[][..], Value::attributes);
            let packs = block.get("pack").map_or(&[][..], Value::items);
            variables.is_empty() && packs.is_empty()
        };
        if left.len() == open.len() && (open.len() == 1 || open.iter().all(is_plain)) {
            for (at, address) in open.into_iter().zip(left) {
                links[at] = Some(address);
            }
        }
    }

    /// The blocks of a resource as the configuration has them, and where their ids lead.
    fn written(&self, user: &Resource, name: &str) -> Vec<WrittenBlock<'t, '_>> {
        let steps = split(&user.address);
        let Some(((own, _), modules)) = steps.split_last() else {
            return Vec::new();
        };
        let configured = || {
            let resources = self.config(modules)?.get("resources")?;
            let resource = self.names.at_address(resources, own)?;
            resource.get("expressions")?.get(name)
        };
        let Some(configured) = configured() else {
            return Vec::new();
        };
        let read = |block: Node<'t>| {
            let mut targets = Vec::new();
            if let Some(id) = block.get("id") {
                self.targets(id, modules, 0, &mut targets);
            }
            let target = self.instances.only(&targets, &steps);
            let target = target.map(|one| one.address.clone());
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
    fn config(&self, modules: &[Step]) -> Option<Node<'t>> {
        config(
            self.root,
            self.names,
            modules.iter().map(|(name, _)| name.as_str()),
        )
    }

    /// Follows an expression's references to profiles and templates.
    fn targets(
        &self,
        expression: Node<'t>,
        modules: &[Step],
        depth: usize,
        found: &mut Vec<ReferencePath>,
    ) {
        let references = expression.get("references").into_iter();
        let references = references.flat_map(Node::items).take(REFERENCES);
        for reference in references.filter_map(Node::text) {
            if depth == DEPTH || found.len() == REFERENCES {
                return;
            }
            let steps = steps(reference);
            let mut names = steps.iter().map(|(name, _)| name.as_str());
            match (names.next(), steps.get(1), steps.get(2)) {
                (Some("data"), Some((kind, _)), Some((name, index))) if is_linked(kind) => {
                    let own = (format!("data.{kind}.{name}"), index.clone());
                    add(found, modules, own);
                }
                (Some(kind), Some((name, index)), _) if is_linked(kind) => {
                    add(found, modules, (format!("{kind}.{name}"), index.clone()));
                }
                (Some("var"), Some((name, _)), _) => {
                    let argument = || {
                        let ((own, _), outer) = modules.split_last()?;
                        let calls = self.config(outer)?.get("module_calls")?;
                        let call = self.names.get(calls, own)?.get("expressions")?;
                        Some((self.names.get(call, name)?, outer))
                    };
                    if let Some((argument, outer)) = argument() {
                        self.targets(argument, outer, depth + 1, found);
                    }
                }
                (Some("module"), Some(module), Some((output_name, _))) => {
                    let inner = [modules, std::slice::from_ref(module)].concat();
                    let output = || {
                        let outputs = self.config(&inner)?.get("outputs")?;
                        self.names.get(outputs, output_name)?.get("expression")
                    };
                    if let Some(output) = output() {
                        self.targets(output, &inner, depth + 1, found);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Adds what a reference leads to, unless it only is a shorter form of one that is there.
fn add(found: &mut Vec<ReferencePath>, modules: &[Step], own: Step) {
    let steps = modules.iter().cloned().chain([own]);
    let (names, indexes): (Vec<_>, Vec<_>) = steps.unzip();
    let is_same = |one: &ReferencePath| {
        let (last, others) = (one.indexes.last(), indexes.last());
        let is_shorter = others.is_some_and(Option::is_none) || last == others;
        one.names == names && is_shorter
    };
    if !found.iter().any(is_same) {
        found.push(ReferencePath { names, indexes });
    }
}

/// The configuration of a module of a plan.
pub(super) fn config<'t, 'm>(
    root: Node<'t>,
    names: &ByName<'t>,
    modules: impl IntoIterator<Item = &'m str>,
) -> Option<Node<'t>> {
    let root = root.get("configuration")?.get("root_module")?;
    modules.into_iter().try_fold(root, |module, name| {
        let calls = module.get("module_calls")?;
        names.get(calls, name)?.get("module")
    })
}
