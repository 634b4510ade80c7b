//! Values of a plan that are known after apply, through the configuration: ids lead to the resources
//! that they are of, and what nobody sets is not set.

use std::collections::HashMap;
use std::sync::Arc;

use super::addresses::without_indexes;
use super::aks::{KUBERNETES_CLUSTER, LINKS};
use super::azurerm::SUBNET;
use super::references::{ByName, config};
use super::{Resource, is_azure};
use crate::input::read::{Data, Value};
use crate::model::Unknown;
use crate::source::SourceFile;
use crate::syntax::{Node, Spelled};

/// How many references are followed from a resource to the one that it names.
const DEPTH: usize = 8;
/// How many references of one expression are looked at.
const REFERENCES: usize = 64;

/// What references are followed with.
struct Targets<'t, 'p> {
    root: Node<'t>,
    names: &'p ByName<'t>,
    /// The addresses of the instances, by their modules and names without indexes.
    instances: HashMap<Vec<String>, Vec<String>>,
}

/// Puts the addresses of resources in the place of their ids, where these are not known yet.
pub(super) fn give_ids<'t>(
    all: &mut [Resource],
    names: &ByName<'t>,
    root: Node<'t>,
    source: &Arc<SourceFile>,
) {
    let mut instances: HashMap<_, Vec<String>> = HashMap::new();
    for one in all
        .iter()
        .filter(|one| [SUBNET, KUBERNETES_CLUSTER].contains(&one.kind.as_str()))
    {
        let (mut target, own) = without_indexes(&one.address);
        target.push(own);
        instances
            .entry(target)
            .or_default()
            .push(one.address.clone());
    }
    let targets = Targets {
        root,
        names,
        instances,
    };
    for user in all.iter_mut().filter(|one| is_azure(&one.kind)) {
        let (modules, own) = without_indexes(&user.address);
        let expressions = || {
            let resources =
                config(root, names, modules.iter().map(String::as_str))?.get("resources")?;
            names.at_address(resources, &own)?.get("expressions")
        };
        if let Some(expressions) = expressions() {
            let address = user.address.clone();
            let user_of = User {
                modules: &modules,
                address: &address,
                has_known_keys: has_known_keys(root, names, &modules, &own),
            };
            targets.give(&mut user.values, expressions, user_of, source);
        }
    }
}

/// The resource whose values are looked at.
#[derive(Clone, Copy)]
struct User<'u> {
    modules: &'u [String],
    address: &'u str,
    /// Whether the plan knows all that its `each` may be.
    has_known_keys: bool,
}

impl User<'_> {
    /// Whether all that an expression refers to is known when Terraform plans: then what is not known is
    /// not what it says.
    fn plans(self, expression: Node<'_>) -> bool {
        let Some(references) = expression
            .get("references")
            .filter(|_| self.modules.is_empty())
        else {
            return false;
        };
        let mut references = references.items().take(REFERENCES).filter_map(Node::text);
        references
            .all(|one| one.starts_with("var.") || one.starts_with("each.") && self.has_known_keys)
    }
}

/// Whether `for_each` of a resource refers to variables only.
fn has_known_keys<'t>(root: Node<'t>, names: &ByName<'t>, modules: &[String], own: &str) -> bool {
    let resource = || {
        let resources =
            config(root, names, modules.iter().map(String::as_str))?.get("resources")?;
        names
            .at_address(resources, own)?
            .get("for_each_expression")?
            .get("references")
    };
    let references = resource().map_or(Vec::new(), |list| list.items().take(REFERENCES).collect());
    let mut texts = references.into_iter().filter_map(Node::text);
    texts.all(|one| one.starts_with("var."))
}

impl<'t> Targets<'t, '_> {
    /// Goes through the values of an object, or of blocks, beside their expressions.
    fn give(
        &self,
        values: &mut Value,
        expressions: Node<'t>,
        user: User<'_>,
        source: &Arc<SourceFile>,
    ) {
        match &mut values.data {
            Data::Object(attributes) => {
                for attribute in attributes {
                    let unknown = &attribute.value.data;
                    let is_unknown = matches!(unknown, Data::Unknown(Unknown::Terraform(_)));
                    let expression = self.names.get(expressions, &attribute.name);
                    let expression = expression.filter(|one| !(is_unknown && user.plans(*one)));
                    let Some(expression) = expression else {
                        // Nobody sets it, or sets it to null: the provider or AKS chooses.
                        if is_unknown {
                            attribute.value.data = Data::Null;
                        }
                        continue;
                    };
                    if is_unknown && LINKS.contains(&attribute.name.as_str()) {
                        if let Some(target) = self.target(expression, user.modules, user.address, 0)
                        {
                            let span = attribute.value.place.span;
                            let text = Spelled::unmapped(source, span, target);
                            attribute.value.data = Data::Text(Box::new(text));
                        }
                    } else {
                        self.give(&mut attribute.value, expression, user, source);
                    }
                }
            }
            Data::List(items) => {
                for (item, expression) in items.iter_mut().zip(expressions.items()) {
                    self.give(item, expression, user, source);
                }
            }
            _ => {}
        }
    }

    /// The address of the one instance that an expression refers to.
    fn target(
        &self,
        expression: Node<'t>,
        modules: &[String],
        user: &str,
        depth: usize,
    ) -> Option<String> {
        if depth == DEPTH {
            return None;
        }
        let references: Vec<&str> = expression
            .get("references")?
            .items()
            .take(REFERENCES)
            .filter_map(Node::text)
            .collect();
        let is_by_key = references
            .iter()
            .any(|one| matches!(*one, "each.key" | "count.index"));
        for reference in &references {
            let mut steps = reference.split('.');
            match (steps.next()?, steps.next(), steps.next()) {
                (SUBNET | KUBERNETES_CLUSTER, Some(_), _) => {
                    return self.instance(reference, modules, user, is_by_key);
                }
                ("data", Some(SUBNET | KUBERNETES_CLUSTER), _) => {
                    return self.instance(reference, modules, user, is_by_key);
                }
                ("var", Some(name), _) => {
                    let (own, outer) = modules.split_last()?;
                    let calls = config(self.root, self.names, outer.iter().map(String::as_str))?
                        .get("module_calls")?;
                    let call = self.names.get(calls, own)?;
                    let argument = self.names.get(call.get("expressions")?, name)?;
                    return self.target(argument, outer, user, depth + 1);
                }
                ("module", Some(name), Some(output_name)) => {
                    let name = name.split('[').next().unwrap_or(name);
                    let inner = [modules, &[name.to_owned()]].concat();
                    let outputs = config(self.root, self.names, inner.iter().map(String::as_str))?
                        .get("outputs")?;
                    let output_name = output_name.split('[').next().unwrap_or(output_name);
                    let output = self.names.get(outputs, output_name)?;
                    return self.target(output.get("expression")?, &inner, user, depth + 1);
                }
                _ => {}
            }
        }
        None
    }

    /// The instance of a reference: the one of its index, the only one, or the one whose index is that
    /// of its user.
    fn instance(
        &self,
        reference: &str,
        modules: &[String],
        user: &str,
        is_by_key: bool,
    ) -> Option<String> {
        let (_, bare) = without_indexes(reference);
        let parts = if bare.starts_with("data.") { 3 } else { 2 };
        let name: Vec<&str> = bare.split('.').take(parts).collect();
        let name = name.join(".");
        let instances = self
            .instances
            .get(&[modules, std::slice::from_ref(&name)].concat())?;
        let index = reference.find('[').and_then(|at| {
            let rest = reference.get(at..)?;
            let end = rest.find(']')?;
            rest.get(..=end)
        });
        let own = user.rfind('[').and_then(|at| user.get(at..));
        let wanted = index.or(own.filter(|_| is_by_key));
        match (instances.as_slice(), wanted) {
            ([only], _) => Some(only.clone()),
            (all, Some(index)) => {
                let mut fitting = all.iter().filter(|one| one.ends_with(index));
                let first = fitting.next()?;
                fitting.next().is_none().then(|| first.clone())
            }
            _ => None,
        }
    }
}
