//! The profiles of a cluster: its `cluster_profile` blocks, or those of its template.

use std::collections::{HashMap, HashSet};

use super::cluster::first_block;
use super::profile::{apply_block, give_values, read_profile};
use super::provider::reject;
use super::{Link, Resource};
use crate::input::draft::DraftProfile;
use crate::input::read::{Entry, Member, Object, Reading, View};
use crate::model::{Located, Unknown};

/// Where profiles and templates are found, by their addresses.
pub(super) struct Profiles<'r> {
    pub(super) profiles: HashMap<&'r str, &'r Resource>,
    pub(super) templates: HashMap<&'r str, &'r Resource>,
}

/// The profiles of a cluster. One without any has those that packlint does not see.
pub(super) fn read_profiles(
    resource: &Resource,
    of: Object<'_, '_>,
    all: &Profiles<'_>,
) -> Vec<DraftProfile> {
    let whole = of.view.get("cluster_template").and_then(View::unknown);
    let template = first_block(of, "cluster_template");
    let mut profiles = of_blocks(of, &resource.profile_links, all);
    if let Some(template) = template {
        if !profiles.is_empty() {
            let what = "a cluster with both cluster_template and cluster_profile".to_owned();
            reject(of.reading, template.place(), what, "remove one of the two");
        }
        profiles = of_template(resource, template, all);
    } else if let Some(unknown) = whole {
        profiles.push(DraftProfile::unknown(of.place(), unknown.clone()));
    }
    if profiles.is_empty() {
        let reason = "the cluster names no profile".to_owned();
        profiles.push(DraftProfile::unknown(
            resource.place,
            Unknown::Terraform(reason),
        ));
    }
    profiles
}

/// The profiles that the blocks `cluster_profile` of a resource name.
fn of_blocks(of: Object<'_, '_>, links: &[Link], all: &Profiles<'_>) -> Vec<DraftProfile> {
    let name = "cluster_profile";
    if let Some(unknown) = of.view.get(name).and_then(View::unknown) {
        return vec![DraftProfile::unknown(of.place(), unknown.clone())];
    }
    let mut links = links.iter();
    let read = |block: Object<'_, '_>| {
        if let Some(unknown) = block.view.unknown() {
            return DraftProfile::unknown(block.place(), unknown.clone());
        }
        let missing = || Unknown::Terraform("the profile's id is unknown".to_owned());
        let mut profile = match links.next() {
            None => DraftProfile::unknown(block.place(), missing()),
            Some(Link::Unknown(reason)) => DraftProfile::unknown(block.place(), reason.clone()),
            Some(Link::Address(address)) => match all.profiles.get(address.as_str()) {
                Some(found) => read_profile(found, of.reading),
                None => {
                    let reason = format!("{address} is not among the resources");
                    DraftProfile::unknown(block.place(), Unknown::Terraform(reason))
                }
            },
        };
        apply_block(&mut profile, block);
        profile
    };
    of.items(name).into_iter().map(read).collect()
}

/// The profiles that a cluster's template brings.
fn of_template(
    resource: &Resource,
    template: Object<'_, '_>,
    all: &Profiles<'_>,
) -> Vec<DraftProfile> {
    let unknown = |reason: Unknown| vec![DraftProfile::unknown(template.place(), reason)];
    if let Some(reason) = template.view.unknown() {
        return unknown(reason.clone());
    }
    let address = match &resource.template_link {
        Some(Link::Address(address)) => address.as_str(),
        Some(Link::Unknown(reason)) => return unknown(reason.clone()),
        None => return unknown(Unknown::Terraform("the template is unknown".to_owned())),
    };
    let Some(found) = all.templates.get(address) else {
        let reason = format!("{address} is not among the resources");
        return unknown(Unknown::Terraform(reason));
    };
    let of = Object::new(found.view(), template.reading);
    let mut profiles = of_blocks(of, &found.profile_links, all);
    if profiles.is_empty() {
        return unknown(Unknown::Terraform(format!("{address} has no profile")));
    }
    // The template's own variables are blocks with a name and a value.
    for (profile, block) in profiles.iter_mut().zip(of.items("cluster_profile")) {
        let variables = block.items("variables").into_iter();
        let values = variables.filter_map(|variable| {
            let value = variable.view.get("value");
            Some((variable.text("name")?, variable.text("value")?, value))
        });
        give_values(profile, values);
    }
    // Those of the cluster name a profile by its id: where two have one of that name, it may be
    // either's.
    let blocks = template.items("cluster_profile").into_iter();
    let members = blocks.flat_map(|block| {
        let variables = block.view.get("variables");
        variables.map_or(Vec::new(), View::members)
    });
    give_declared(&mut profiles, members.collect(), of.reading);
    profiles
}

fn give_declared(profiles: &mut [DraftProfile], members: Vec<Member<'_>>, reading: &Reading<'_>) {
    let mut declaring: HashMap<String, usize> = HashMap::new();
    for variable in profiles
        .iter()
        .flat_map(|profile| &profile.profile.variables)
    {
        if let Some(name) = variable.name.known() {
            *declaring.entry(name.clone()).or_default() += 1;
        }
    }
    for profile in profiles {
        let variables = profile.profile.variables.iter();
        let own: HashSet<String> = variables
            .filter_map(|one| one.name.known().cloned())
            .collect();
        let members = members.iter().filter(|member| own.contains(member.name));
        let values = members.map(|member| {
            let mut value = Entry::of(*member).text(reading, "a string");
            if declaring.get(member.name).is_some_and(|number| *number > 1) {
                let reason = "it is unknown which profile it is for".to_owned();
                value = Located::unknown(Unknown::Terraform(reason), value.place);
            }
            let name = Located::written(member.name.to_owned(), member.key);
            (name, value, Some(member.value))
        });
        give_values(profile, values);
    }
}
