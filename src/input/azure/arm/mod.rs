//! Templates of Azure Resource Manager, and so what `bicep build` prints.
//!
//! Expressions are evaluated as far as the template and its parameters tell their values. What only
//! Azure knows is not known, but an id that has it is the same id wherever it is written.

mod expression;
mod functions;
mod resources;
mod scope;
mod strings;
mod values;

use std::collections::HashMap;
use std::sync::Arc;

use self::resources::ArmResource;
use self::scope::{Locals, TemplateScope};
use super::fields::Described;
use super::object::{give_pools, read_managed_cluster, read_within};
use super::pool::read_pool;
use super::secrets::hide_secrets;
use super::subnet::{address_space, read_subnet, subnets_within};
use super::vnets::VNets;
use crate::aks::Dialect;
use crate::input::draft::Draft;
use crate::input::read::{Attribute, Data, Entry, Object, Reading, Value, View};
use crate::model::{Located, NodePool, Unknown};
use crate::source::{Budget, SourceFile};
use crate::syntax::{Kind, Node, Spelled};

const CLUSTER: &str = "microsoft.containerservice/managedclusters";
const POOL: &str = "microsoft.containerservice/managedclusters/agentpools";
const VNET: &str = "microsoft.network/virtualnetworks";
const SUBNET: &str = "microsoft.network/virtualnetworks/subnets";
const DEPLOYMENT: &str = "microsoft.resources/deployments";

/// A resource that is read, with its properties evaluated.
struct Evaluated {
    kind: String,
    id: String,
    name: Value,
    properties: Value,
}

/// Reads the clusters of a template. `parameters` are files with values for it, the strongest last.
pub(crate) fn read_template(
    source: &Arc<SourceFile>,
    root: Node<'_>,
    parameters: &[(Arc<SourceFile>, Node<'_>)],
    budget: &Arc<Budget>,
) -> Vec<Draft> {
    hide_secrets(source, root);
    let mut given = HashMap::new();
    for (source, file) in parameters {
        hide_secrets(source, *file);
        let scope = TemplateScope::new(source, budget, *file, HashMap::new());
        given.extend(given_values(
            &scope,
            file.get("parameters"),
            &Locals::default(),
        ));
    }
    let scope = TemplateScope::new(source, budget, root, given);
    let mut all = Vec::new();
    collect(&scope, &mut all);
    let clusters = all.iter().filter(|one| one.kind == CLUSTER);
    clusters
        .map(|cluster| read_cluster(cluster, &all, source, budget))
        .collect()
}

/// The values that a parameters file or a nested deployment gives: `{"name": {"value": …}}`.
fn given_values<'t>(
    scope: &TemplateScope<'t>,
    parameters: Option<Node<'t>>,
    locals: &Locals,
) -> HashMap<String, Value> {
    let entries = parameters.into_iter().flat_map(Node::entries);
    let value = |(key, given): (Node<'t>, Node<'t>)| {
        let name = key.text()?.to_lowercase();
        let value = match given.kind() {
            // An expression may give the object.
            Kind::Scalar(_) => {
                let given = scope.evaluate(given, locals);
                let is_object = matches!(given.data, Data::Object(_));
                match given.get("value").cloned() {
                    None if is_object => return None,
                    value => value.unwrap_or(given),
                }
            }
            _ => match given.get("value") {
                Some(value) => scope.evaluate(value, locals),
                // A reference to a key vault.
                None => Value::unknown(Unknown::Sensitive, given.place()),
            },
        };
        // One that is null has its default.
        (!matches!(value.data, Data::Null)).then_some((name, value))
    };
    entries.filter_map(value).collect()
}

/// Evaluates the resources that are read, those of nested deployments too.
fn collect(scope: &TemplateScope<'_>, all: &mut Vec<Evaluated>) {
    for instance in scope.instances().iter() {
        if instance.is_left_out {
            continue;
        }
        match instance.kind.as_str() {
            DEPLOYMENT => {
                if let Some(inner) = scope.deployment(instance) {
                    collect(&inner, all);
                }
            }
            CLUSTER | POOL | VNET | SUBNET => all.push(evaluated(scope, instance)),
            _ => {}
        }
    }
}

fn evaluated<'t>(scope: &TemplateScope<'t>, instance: &ArmResource<'t>) -> Evaluated {
    let mut properties = scope.properties(instance);
    keep_ids(&mut properties);
    Evaluated {
        kind: instance.kind.clone(),
        id: instance.id.clone(),
        name: instance.name.clone(),
        properties,
    }
}

/// The ids of subnets are looked up, and may hold words in place of what is not known.
fn keep_ids(value: &mut Value) {
    match &mut value.data {
        Data::List(items) => items.iter_mut().for_each(keep_ids),
        Data::Object(attributes) => {
            for Attribute { name, value, .. } in attributes {
                let is_id = name.to_lowercase().ends_with("subnetid");
                if let (Data::Text(spelled), true) = (&mut value.data, is_id) {
                    **spelled = Spelled::with_holes((**spelled).clone(), Vec::new());
                }
                keep_ids(value);
            }
        }
        _ => {}
    }
}

fn name_of(of: &Evaluated, reading: &Reading<'_>) -> Option<Located<String>> {
    let entry = Entry::item("name", View::Terraform(&of.name));
    let name = entry.text_if_any(reading)?;
    Some(name.map(|name| Ok(last_part(name).to_owned())))
}

/// A name for people: without what is not known of it.
fn shown(name: &Value) -> Option<String> {
    let Data::Text(spelled) = &name.data else {
        return None;
    };
    let mut text = spelled.content.clone();
    for hole in spelled.holes.iter().rev() {
        text.replace_range(hole.at.start as usize..hole.at.end as usize, "…");
    }
    Some(text)
}

/// The last part of an id or of a name in parts.
fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn read_cluster(
    cluster: &Evaluated,
    all: &[Evaluated],
    source: &Arc<SourceFile>,
    budget: &Arc<Budget>,
) -> Draft {
    read_within(budget, |reading| {
        let properties = Object::new(View::Terraform(&cluster.properties), reading);
        let name = name_of(cluster, reading);
        let address = shown(&cluster.name).unwrap_or_else(|| source.name.clone());
        let mut draft = read_managed_cluster(properties, name, &address);
        let own = draft
            .pools
            .as_mut()
            .map(|pools| std::mem::take(&mut pools.pools));
        let mut pools = own.unwrap_or_default();
        let is_of_cluster = |one: &&Evaluated| {
            let parent = one
                .id
                .rsplit_once("/agentPools/")
                .or(one.id.rsplit_once("/agentpools/"));
            one.kind == POOL && parent.is_some_and(|(parent, _)| is_same(parent, &cluster.id))
        };
        for pool in all.iter().filter(is_of_cluster) {
            let read = agent_pool(pool, reading);
            // A pool may be in both.
            let is_known = |known: &NodePool| {
                let name = |pool: &NodePool| pool.name.as_ref().and_then(Located::known).cloned();
                name(known).is_some() && name(known) == name(&read)
            };
            match pools.iter_mut().find(|known| is_known(known)) {
                Some(known) => *known = read,
                None => pools.push(read),
            }
        }
        give_pools(&mut draft, pools, &vnets(all, reading));
        draft
    })
}

fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn agent_pool(pool: &Evaluated, reading: &Reading<'_>) -> NodePool {
    let of = Object::new(View::Terraform(&pool.properties), reading);
    let mut read = read_pool(Described::new(of, Dialect::Aks));
    read.name = name_of(pool, reading);
    read.place = read.name.as_ref().map_or(read.place, |name| name.place);
    read
}

fn vnets(all: &[Evaluated], reading: &Reading<'_>) -> VNets {
    let mut found = VNets::default();
    for vnet in all.iter().filter(|one| one.kind == VNET) {
        let of = Object::new(View::Terraform(&vnet.properties), reading);
        let at = found.add(&vnet.id, of.place(), address_space(of));
        let written = of.view.get("subnets").map_or(Vec::new(), View::items);
        for (subnet, written) in subnets_within(of).into_iter().zip(written) {
            // What is not known of a name is a word in it.
            let name = written.get("name").and_then(View::spelled);
            let name = name.map_or(String::new(), |name| name.content.clone());
            found.add_subnet(at, &format!("{}/subnets/{name}", vnet.id), subnet);
        }
    }
    for subnet in all.iter().filter(|one| one.kind == SUBNET) {
        let vnet = subnet
            .id
            .rsplit_once("/subnets/")
            .map_or("", |(vnet, _)| vnet);
        let at = found.add(vnet, subnet.name.place, Vec::new());
        let of = Object::new(View::Terraform(&subnet.properties), reading);
        found.add_subnet(at, &subnet.id, read_subnet(of, name_of(subnet, reading)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse_json;

    /// A value as JSON, what is not known as `?`.
    fn json(value: &Value) -> String {
        match &value.data {
            Data::Null => "null".to_owned(),
            Data::Bool(flag) => flag.to_string(),
            Data::Number(number) => number.clone(),
            Data::Text(spelled) if spelled.hole().is_some() => format!("?{}", spelled.content),
            Data::Text(spelled) => format!("'{}'", spelled.content),
            Data::List(items) => {
                format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(","))
            }
            Data::Object(attributes) => {
                let entries = attributes.iter();
                let entries = entries.map(|one| format!("{}:{}", one.name, json(&one.value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }
            Data::Unknown(_) => "?".to_owned(),
        }
    }

    #[test]
    fn expressions_are_evaluated_as_azure_does() {
        let template = r#"{
            "parameters": {
                "name": {"type": "string", "defaultValue": "Prod"},
                "none": {"type": "string"}, "list": {"type": "array"},
                "maybe": {"type": "int", "nullable": true},
                "loop": {"type": "string", "defaultValue": "[parameters('loop')]"},
                "pools": {"type": "array", "defaultValue": [{"n": 2}, {"n": 5}]}
            },
            "variables": {"range": "10.20.0.0/16", "o": {"a": [1, 2]}},
            "resources": []
        }"#;
        let cases = [
            ("[[not]", "'[not]'"),
            (
                "[concat('a-', toLower(parameters('NAME')), 1)]",
                "'a-prod1'",
            ),
            (
                "[format('{0}/{1:D3}{{', variables('range'), 7)]",
                "'10.20.0.0/16/007{'",
            ),
            (
                "[if(equals(parameters('name'), 'Prod'), 3, parameters('none'))]",
                "3",
            ),
            ("[if(empty(parameters('list')), 1, 2)]", "?"),
            ("[parameters('none')]", "?{parameters('none')}"),
            (
                "[concat('x-', parameters('none'))]",
                "?x-{parameters('none')}",
            ),
            ("[parameters('maybe')]", "null"),
            ("[coalesce(parameters('maybe'), 30)]", "30"),
            ("[parameters('loop')]", "?"),
            ("[parameters('missing')]", "?"),
            ("[cidrSubnet(variables('range'), 24, 3)]", "'10.20.3.0/24'"),
            ("[cidrSubnet(variables('range'), 12, 0)]", "?"),
            ("[cidrHost('10.20.3.0/24', 3)]", "'10.20.3.4'"),
            ("[parseCidr('10.20.3.7/24').firstUsable]", "'10.20.3.1'"),
            ("[variables('o').A[1]]", "2"),
            ("[tryGet(variables('o'), 'b')]", "null"),
            (
                "[map(parameters('pools'), lambda('p', mul(lambdaVariables('p').n, 10)))]",
                "[20,50]",
            ),
            (
                "[length(filter(parameters('pools'), lambda('p', greater(lambdaVariables('p').n, 2))))]",
                "1",
            ),
            (
                "[union(createObject('a', 1), createObject('a', 2, 'b', null()))]",
                "{a:2,b:null}",
            ),
            ("[union(createArray(1, 2), createArray(2, 3))]", "[1,2,3]"),
            ("[join(split('a,b', ','), '-')]", "'a-b'"),
            ("[last(split('/x/y/subnets/z', '/'))]", "'z'"),
            ("[and(true(), not(contains('abc', 'b')))]", "false"),
            ("[or(parameters('none'), true())]", "true"),
            ("[max(1, add(2, 3), 4)]", "5"),
            ("[div(1, 0)]", "?"),
            ("[range(2, 3)]", "[2,3,4]"),
            ("[subscription().id]", "'/subscriptions/{subscription}'"),
            (
                "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]",
                "'/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/Microsoft.Network/virtualNetworks/v/subnets/s'",
            ),
            (
                "[resourceId('other', 'Microsoft.Network/virtualNetworks', 'v')]",
                "'/subscriptions/{subscription}/resourceGroups/other/providers/Microsoft.Network/virtualNetworks/v'",
            ),
            (
                "[uniqueString(resourceGroup().id)]",
                "?{uniquestring(:subscriptions:{subscription}:resourceGroups:{resourceGroup})}",
            ),
            ("[reference('x').fqdn]", "?"),
            ("[nothing('x')]", "?"),
        ];
        let source = SourceFile::unregistered(template);
        let tree = parse_json(Arc::clone(&source)).tree;
        let root = tree.root().expect("JSON");
        let scope = TemplateScope::new(&source, &Arc::default(), root, HashMap::new());
        let place = root.place();
        for (written, expected) in cases {
            let value = match expression::parse(written) {
                Some(Ok(expression)) => scope.value(&expression, &Locals::default(), place),
                _ => scope.text(expression::plain(written).to_owned(), place),
            };
            assert_eq!(json(&value), expected, "{written}");
        }
    }

    #[test]
    fn variables_that_multiply_are_stopped() {
        let mut variables = vec!["\"v0\": [1, 1, 1, 1, 1, 1, 1, 1]".to_owned()];
        for at in 1..40 {
            let one = format!("variables('v{}')", at - 1);
            variables.push(format!("\"v{at}\": \"[concat({one}, {one})]\""));
        }
        let text = format!(
            "{{\"variables\": {{{}}}, \"resources\": []}}",
            variables.join(",")
        );
        let source = SourceFile::unregistered(text.as_str());
        let tree = parse_json(Arc::clone(&source)).tree;
        let root = tree.root().expect("JSON");
        let budget = Arc::default();
        let scope = TemplateScope::new(&source, &budget, root, HashMap::new());
        let value = scope.variable("v39", root.place());
        assert!(
            matches!(value.data, Data::Unknown(_)),
            "{}",
            json(&value).len()
        );
        assert!(!budget.spend(crate::source::Expense::ModuleValues, 200_000, root.place()));
    }
}
