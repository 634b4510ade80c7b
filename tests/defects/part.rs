//! Mappings of the good texts, with the bytes of every key and value: pools, subnets, the network,
//! packs. Found by the tree in YAML and JSON, by the lines in Terraform.

use std::ops::Range;
use std::sync::Arc;

use packlint::internals::source::{Origin, Sources, Span};
use packlint::internals::syntax::{Kind, Node, Tree, parse_json, parse_yaml};

use super::good::{Form, Good, pattern};
use super::mutant::Mutant;

/// How a mapping is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `key: value`, one below the other.
    Block,
    /// `{key: value, …}`.
    Flow,
    /// `"key": value`.
    Json,
    /// `key = value`.
    Hcl,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Field {
    /// The key, with the keys of mappings within before it: `poolConfig/size`.
    pub name: String,
    pub key: Range<usize>,
    /// Quotes included.
    pub value: Range<usize>,
    /// The text of a scalar; `None` for lists and mappings.
    pub text: Option<String>,
}

/// A mapping.
#[derive(Clone, Debug)]
pub struct Part {
    pub file: String,
    pub form: Form,
    pub style: Style,
    /// The keys that lead to it, `*` for an item of a list.
    pub path: String,
    /// All of it.
    pub range: Range<usize>,
    pub fields: Vec<Field>,
}

/// What forms call the keys of the cluster file.
const NAMES: &[(&str, &str, &str)] = &[
    ("count", "count", "poolConfig/size"),
    ("minCount", "min", "poolConfig/minSize"),
    ("maxCount", "max", "poolConfig/maxSize"),
    ("name", "name", "poolConfig/name"),
    ("osType", "os_type", "managedPoolConfig/osType"),
    ("osSKU", "os_sku", "-"),
    (
        "mode",
        "is_system_node_pool",
        "managedPoolConfig/isSystemNodePool",
    ),
    ("vmSize", "instance_type", "cloudConfig/instanceType"),
    (
        "nodeLabels",
        "additional_labels",
        "poolConfig/additionalLabels",
    ),
    ("vnet", "vnet_cidr_block", "vnetCidrBlock"),
];

impl Part {
    /// The field that a form has for a key of the cluster file.
    pub fn get(&self, key: &str) -> Option<&Field> {
        let name = self.form_name(key);
        self.fields.iter().find(|field| field.name == name)
    }

    /// What the form calls a key of the cluster file.
    pub fn form_name<'k>(&self, key: &'k str) -> &'k str {
        let known = NAMES.iter().find(|(name, _, _)| *name == key);
        match (known, self.form) {
            (Some((_, terraform, _)), Form::Plan | Form::Terraform) => terraform,
            (Some((_, _, payload)), Form::Payload) => payload,
            _ => key,
        }
    }

    /// The text of a scalar field.
    pub fn said(&self, key: &str) -> Option<&str> {
        self.get(key)?.text.as_deref()
    }

    /// A number; `0`, which is how Terraform and the API say that there is none, is none.
    pub fn number(&self, key: &str) -> Option<i64> {
        let number = self.said(key)?.parse().ok();
        number.filter(|number| *number != 0 || matches!(self.form, Form::Cluster))
    }

    /// Whether a pool is one for the cluster's own pods.
    pub fn is_system(&self) -> bool {
        matches!(self.said("mode"), Some("System" | "true"))
    }

    /// Whether a pool is Windows.
    pub fn is_windows(&self) -> bool {
        self.said("osType")
            .is_some_and(|os| os.eq_ignore_ascii_case("windows"))
    }

    /// The key with the largest number of nodes.
    pub fn most(&self) -> &'static str {
        match self.number("maxCount") {
            Some(_) => "maxCount",
            None => "count",
        }
    }
}

impl Good {
    /// Gives a field a value, in the place of its own or as a new one behind the name. `value` is
    /// written as in YAML; texts of JSON and Terraform are put in quotes.
    pub fn set(&self, part: &Part, key: &str, value: &str) -> Mutant {
        let is_plain = value.parse::<f64>().is_ok()
            || matches!(value, "true" | "false" | "null")
            || value.starts_with(['[', '{', '"']);
        let written = match part.style {
            Style::Json | Style::Hcl if !is_plain => format!("\"{value}\""),
            _ => value.to_owned(),
        };
        if let Some(field) = part.get(key) {
            return self.edit(&part.file, field.value.clone(), written);
        }
        let name = part.form_name(key);
        let first = part.get("name").or(part.fields.first()).expect("a field");
        let text = self.text(&part.file);
        let line = text[..first.key.start].rfind('\n').map_or(0, |at| at + 1);
        let blanks = match part.style {
            Style::Block => first.key.start - line,
            _ => text[line..first.key.start].len() - text[line..first.key.start].trim_start().len(),
        };
        let indent = " ".repeat(blanks);
        let (at, with) = match part.style {
            Style::Flow => {
                let last = part.fields.last().expect("a field").value.end;
                (last, format!(", {name}: {written}"))
            }
            Style::Json => (first.value.end, format!(",\n{indent}\"{name}\": {written}")),
            Style::Hcl => (
                end_of_line(text, first.value.end),
                format!("\n{indent}{name} = {written}"),
            ),
            Style::Block => (
                end_of_line(text, first.value.end),
                format!("\n{indent}{name}: {written}"),
            ),
        };
        self.edit(&part.file, at..at, with)
    }

    /// Takes a field out.
    pub fn unset(&self, part: &Part, key: &str) -> Option<Mutant> {
        let field = part.get(key)?;
        let at = part
            .fields
            .iter()
            .position(|other| other.name == field.name)?;
        let text = self.text(&part.file);
        let (before, after) = (
            at.checked_sub(1).map(|at| &part.fields[at]),
            part.fields.get(at + 1),
        );
        let range = match (part.style, before, after) {
            (Style::Block | Style::Hcl, Some(_), _) => {
                let line = text[..field.key.start].rfind('\n').unwrap_or(0);
                line..end_of_line(text, field.value.end)
            }
            (_, _, Some(next)) => field.key.start..next.key.start,
            (_, Some(before), None) => before.value.end..field.value.end,
            (_, None, None) => return None,
        };
        Some(self.edit(&part.file, range, ""))
    }

    /// Every mapping of a YAML or JSON file.
    pub fn parts(&self, file: &str) -> Vec<Part> {
        let mut known = self.known.parts.lock().expect("no panic");
        if !known.contains_key(file) {
            known.insert(file.to_owned(), self.read_parts(file));
        }
        known[file].clone()
    }

    fn read_parts(&self, file: &str) -> Vec<Part> {
        let text = self.text(file).to_owned();
        let sources = Sources::default();
        let source = sources.add(file, Origin::File, text);
        let is_json = file.ends_with(".json");
        let parsed = match is_json {
            true => parse_json(Arc::clone(&source)),
            false => parse_yaml(Arc::clone(&source)),
        };
        let mut parts = Vec::new();
        for root in Tree::roots(&parsed.tree) {
            self.collect(file, root, "", &mut parts);
        }
        parts
    }

    fn collect(&self, file: &str, node: Node<'_>, path: &str, parts: &mut Vec<Part>) {
        let below = |key: &str| match path {
            "" => key.to_owned(),
            path => format!("{path}/{key}"),
        };
        match node.kind() {
            Kind::Mapping => {
                let mut fields = Vec::new();
                add_fields(node, "", &mut fields);
                let style = match (file.ends_with(".json"), node.raw().starts_with('{')) {
                    (true, _) => Style::Json,
                    (_, true) => Style::Flow,
                    (_, false) => Style::Block,
                };
                parts.push(Part {
                    file: file.to_owned(),
                    form: self.form,
                    style,
                    path: path.to_owned(),
                    range: range(node.span()),
                    fields,
                });
                for (key, value) in node.entries() {
                    self.collect(file, value, &below(key.text().unwrap_or_default()), parts);
                }
            }
            Kind::Sequence => {
                for item in node.items() {
                    self.collect(file, item, &below("*"), parts);
                }
            }
            Kind::Scalar(_) => {}
        }
    }

    /// The mappings at a path of the input's own text.
    pub fn at(&self, path: &str) -> Vec<Part> {
        let mut parts = self.parts(&self.main);
        parts.retain(|part| part.path == path);
        parts
    }

    /// The node pools that the input lists itself, with a count that is known.
    pub fn pools(&self) -> Vec<Part> {
        let mut pools = match self.form {
            Form::Cluster => self.at("nodePools/*"),
            Form::Plan => self.resources("spectrocloud_cluster_aks", "/machine_pool/*"),
            Form::Payload => self.at("spec/machinepoolconfig/*"),
            Form::Terraform => self.blocks("machine_pool"),
            _ => Vec::new(),
        };
        pools.retain(|pool| pool.said("name").is_some_and(|name| !name.contains("{{")));
        pools
    }

    /// The VNet's subnets with name and range; keys are those of the form.
    pub fn subnets(&self) -> Vec<Part> {
        match self.form {
            Form::Cluster => self.at("vnet/subnets/*"),
            Form::Payload => {
                let mut found = self.at("spec/cloudConfig/workerSubnet");
                found.extend(self.at("spec/cloudConfig/controlPlaneSubnet"));
                for part in &mut found {
                    rename(part, "cidrBlock", "cidr");
                    rename(part, "name", "poolConfig/name");
                }
                found
            }
            Form::Plan | Form::Terraform => {
                let mut found = Vec::new();
                for config in self.cloud_config() {
                    for which in ["worker", "control_plane"] {
                        let mut part = config.clone();
                        let (name, cidr) =
                            (format!("{which}_subnet_name"), format!("{which}_cidr"));
                        part.fields
                            .retain(|field| field.name == name || field.name == cidr);
                        rename(&mut part, &name, "name");
                        rename(&mut part, &cidr, "cidr");
                        if part.get("cidr").is_some() {
                            found.push(part);
                        }
                    }
                }
                found
            }
            _ => Vec::new(),
        }
    }

    /// `cloud_config` of Terraform, or its equivalent.
    pub fn cloud_config(&self) -> Vec<Part> {
        match self.form {
            Form::Plan => self.resources("spectrocloud_cluster_aks", "/cloud_config/*"),
            Form::Payload => self.at("spec/cloudConfig"),
            Form::Terraform => self.blocks("cloud_config"),
            _ => Vec::new(),
        }
    }

    /// The packs of a profile, each with its name and values.
    pub fn profile_packs(&self) -> Vec<Part> {
        match self.form {
            Form::Profile => self.at("spec/template/packs/*"),
            Form::Plan => self.resources("spectrocloud_cluster_profile", "/pack/*"),
            Form::Payload => self.at("spec/profiles/*/packValues/*"),
            Form::Terraform => self
                .blocks("pack")
                .into_iter()
                .filter(|pack| pack.said("tag").is_some())
                .collect(),
            Form::Cluster => self.at("packs/*"),
            _ => Vec::new(),
        }
    }

    /// Parts of what a plan will make of a resource type: those of the values that are planned, or of a state.
    fn resources(&self, kind: &str, below: &str) -> Vec<Part> {
        let parts = self.parts(&self.main);
        let is_of =
            |part: &&Part| part.path.ends_with("/resources/*") && part.said("type") == Some(kind);
        let of: Vec<_> = parts
            .iter()
            .filter(is_of)
            .map(|part| part.range.clone())
            .collect();
        let is_in = |part: &Part| {
            part.path.ends_with(&format!("resources/*/values{below}"))
                && of.iter().any(|range| range.contains(&part.range.start))
                && !part.path.starts_with("prior_state")
        };
        parts.into_iter().filter(is_in).collect()
    }

    /// The blocks of a name in Terraform files, one level of keys. Those whose values are no
    /// literals have no text.
    fn blocks(&self, name: &str) -> Vec<Part> {
        let opening = pattern(&format!(r"(?m)^([ ]*){name} \{{\n"));
        let line = pattern(r#"(?m)^[ ]*([\w-]+)[ ]*=[ ]*(.+)$"#);
        let mut parts = Vec::new();
        for file in self.hcl_files() {
            let text = self.text(&file);
            for found in opening.captures_iter(text) {
                let start = found.get(0).expect("all").end();
                let end = format!("\n{}}}", &found[1]);
                let end = text[start..].find(&end).map_or(text.len(), |at| start + at);
                let mut fields = Vec::new();
                for found in line.captures_iter(&text[start..end]) {
                    let group = |index| {
                        let group = found.get(index).expect("a group");
                        start + group.start()..start + group.end()
                    };
                    let value = text[group(2)].to_owned();
                    let quoted = value
                        .strip_prefix('"')
                        .and_then(|value| value.strip_suffix('"'));
                    let is_literal = quoted.is_some_and(|text| !text.contains('$'))
                        || value.parse::<f64>().is_ok()
                        || matches!(value.as_str(), "true" | "false");
                    fields.push(Field {
                        name: found[1].to_owned(),
                        key: group(1),
                        value: group(2),
                        text: is_literal.then(|| quoted.unwrap_or(&value).to_owned()),
                    });
                }
                parts.push(Part {
                    file: file.clone(),
                    form: self.form,
                    style: Style::Hcl,
                    path: name.to_owned(),
                    range: start..end,
                    fields,
                });
            }
        }
        parts
    }
}

fn rename(part: &mut Part, from: &str, to: &str) {
    for field in part.fields.iter_mut().filter(|field| field.name == from) {
        to.clone_into(&mut field.name);
    }
}

fn add_fields(node: Node<'_>, before: &str, fields: &mut Vec<Field>) {
    for (key, value) in node.entries() {
        let name = format!("{before}{}", key.text().unwrap_or_default());
        let (key_at, mut value_at) = (range(key.span()), range(value.span()));
        // A block scalar begins with its indicator.
        let text = &value.source().text;
        let indicator = text[key_at.end..value_at.start.max(key_at.end)].find(['|', '>']);
        value_at.start = indicator.map_or(value_at.start, |at| key_at.end + at);
        fields.push(Field {
            key: key_at,
            value: value_at,
            text: value.text().map(str::to_owned),
            name: name.clone(),
        });
        if before.is_empty() && node.source().name.ends_with(".json") && !value.is_alias() {
            add_fields(value, &format!("{name}/"), fields);
        }
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The end of the line that contains a byte.
pub fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}
