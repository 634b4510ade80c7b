//! `packlint init` at a terminal: asks for what it cannot find out, and shows the address plan as
//! answers come.

use std::io;

use super::packs::{FoundPacks, Offer, choose, may_be_one_profile};
use super::{Preview, SYSTEM_NODES, SYSTEM_POOL, USER_POOL, WINDOWS_POOL, empty};
use crate::aks::images::IMAGES;
use crate::aks::{NetworkPlugin, OsSku, OsType, PoolMode, limits};
use crate::cli::ask::answers::{PLUGIN, PLUGIN_MODE};
use crate::cli::ask::{Answer, Interview, Prompt, Question, answers};
use crate::cli::new_cluster::{NewCluster, NewPool};
use crate::engine::MAX_PACKS_OF_PROFILE;
use crate::finding::Severity;
use crate::text::{any_of, count};

/// Packs that are listed; the others can be named.
const MOST_LISTED: usize = 15;

/// Why the questions stopped.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    /// The question before is to be put again.
    #[error("nothing was written")]
    Back,
    /// There are no more answers.
    #[error("nothing was written: the input ended before the last question")]
    End,
    /// The terminal is gone.
    #[error("the terminal cannot be written to or read")]
    Io(#[from] io::Error),
}

/// Asks for a cluster.
///
/// # Errors
/// The end of the answers before the last question.
pub(crate) fn ask(
    prompt: &mut dyn Prompt,
    found: FoundPacks,
    preview: &Preview<'_>,
) -> anyhow::Result<NewCluster> {
    let mut answers = Vec::new();
    loop {
        let mut setup = Setup {
            interview: Interview::after(prompt, answers),
            cluster: empty(),
            chosen: Vec::new(),
            preview,
        };
        match setup.all(found.clone()) {
            Ok(()) => return Ok(setup.cluster),
            // All others are given again, so that each question is as it was.
            Err(Stop::Back) => answers = setup.interview.before_last(),
            Err(stop) => return Err(stop.into()),
        }
    }
}

pub(super) struct Setup<'s> {
    pub(super) interview: Interview<'s>,
    pub(super) cluster: NewCluster,
    chosen: Vec<Offer>,
    pub(super) preview: &'s Preview<'s>,
}

impl Setup<'_> {
    fn all(&mut self, found: FoundPacks) -> Result<(), Stop> {
        self.interview.tell(&format!(
            "packlint asks for the contents of a cluster file, checks each answer, and writes {}. \
             Press Enter to accept the value in brackets, or to skip; type back to return to the \
             previous question; press Ctrl-C to stop without writing.",
            self.preview.target.shown
        ))?;
        self.interview.tell("")?;
        self.name()?;
        self.packs(found)?;
        self.kubernetes()?;
        self.network()?;
        self.address_space()?;
        self.pools()?;
        if !self.cluster.has_subnet() {
            self.proposed_subnet()?;
        }
        Ok(self.interview.tell("")?)
    }

    fn name(&mut self) -> Result<(), Stop> {
        let default = self.preview.target.default_name();
        let label = "Name of the cluster";
        self.required(label, default, answers::name, |cluster, name| {
            cluster.name.clone_from(name);
        })
    }

    fn packs(&mut self, found: FoundPacks) -> Result<(), Stop> {
        let FoundPacks { offers, others } = found;
        self.interview.tell("")?;
        if offers.is_empty() {
            return Ok(self.interview.tell("No packs for AKS were found here.")?);
        }
        self.interview.tell("Packs found here:")?;
        self.list(&offers)?;
        if others > 0 {
            let others = count(others as u64, "pack");
            self.interview
                .remark(&format!("(not shown: {others} for other clouds)"))?;
        }
        let default = match may_be_one_profile(&offers, MAX_PACKS_OF_PROFILE) {
            true => "all",
            false => "none",
        };
        let label = "Packs of the profile, e.g. 1,3-4, all or none";
        let parse = |text: &str| choose(text, &offers);
        self.required(label, Some(default.to_owned()), parse, |cluster, choice| {
            let chosen = choice.iter().filter_map(|at| offers.get(*at));
            cluster.packs = chosen.map(|offer| offer.path.clone()).collect();
        })?;
        let is_chosen = |offer: &Offer| self.cluster.packs.contains(&offer.path);
        self.chosen = offers.into_iter().filter(is_chosen).collect();
        Ok(())
    }

    fn list(&mut self, offers: &[Offer]) -> Result<(), Stop> {
        for (at, offer) in offers.iter().take(MOST_LISTED).enumerate() {
            let layer = offer.layer.as_deref().unwrap_or("?");
            self.interview
                .line(&format!("{:>4}  {layer:<5}  {}", at + 1, offer.path))?;
        }
        if let Some(more) = offers
            .len()
            .checked_sub(MOST_LISTED)
            .filter(|more| *more > 0)
        {
            self.interview.remark(&format!(
                "and {more} more, which you can choose by number or name"
            ))?;
        }
        Ok(())
    }

    /// Asks for the version, where no pack says it.
    fn kubernetes(&mut self) -> Result<(), Stop> {
        self.interview.tell("")?;
        let has_version = |pack: &Offer| pack.is_kubernetes() && pack.version.is_some();
        if self.chosen.iter().any(has_version) {
            return Ok(());
        }
        let label = "Kubernetes version, for example 1.34";
        self.optional(label, None, answers::kubernetes_version, |cluster, text| {
            cluster.kubernetes_version = Some(text.clone());
        })?;
        Ok(())
    }

    /// Asks for the network, where no pack says it.
    fn network(&mut self) -> Result<(), Stop> {
        if self.chosen.iter().any(|pack| pack.plugin().is_some()) {
            let report = self.preview.of(&self.cluster);
            let network = report.clusters.first().map(|one| &one.addresses.network);
            if let Some(network) = network.filter(|words| !words.is_empty()) {
                self.interview
                    .tell(&format!("Network, as set by the packs: {network}."))?;
            }
            return Ok(());
        }
        let default = Some(NetworkPlugin::Azure.name().to_owned());
        let label = PLUGIN;
        self.required(label, default, answers::plugin, |cluster, plugin| {
            cluster.plugin = Some(*plugin);
        })?;
        if self.cluster.plugin == Some(NetworkPlugin::Azure) {
            let label = PLUGIN_MODE;
            let default = Some(answers::NO_MODE.to_owned());
            self.required(label, default, answers::mode, |cluster, mode| {
                cluster.mode = *mode;
            })?;
        }
        Ok(())
    }

    fn pools(&mut self) -> Result<(), Stop> {
        self.interview.tell("")?;
        self.interview
            .tell("The System pool runs the cluster's own pods and must be Linux.")?;
        self.pool(SYSTEM_POOL, PoolMode::System, OsType::Linux)?;
        loop {
            self.interview.tell("")?;
            let question = Question {
                label: "Another node pool: linux or windows (Enter: no more)",
                default: None,
            };
            let (os, name) = match self.interview.ask(&question, answers::os, |_| None)? {
                Answer::Given(OsType::Linux) => (OsType::Linux, USER_POOL),
                Answer::Given(OsType::Windows) => (OsType::Windows, WINDOWS_POOL),
                Answer::Skipped => return Ok(()),
                Answer::Back => return Err(Stop::Back),
                Answer::End => return Err(Stop::End),
            };
            let name = self.free_name(name);
            self.pool(&name, PoolMode::User, os)?;
        }
    }

    /// A name that no pool has: the word itself, or with a number.
    fn free_name(&self, word: &str) -> String {
        let is_free = |name: &String| !self.cluster.pools.iter().any(|pool| pool.name == *name);
        let numbered = (2..).map(|number| format!("{word}{number}"));
        let mut names = std::iter::once(word.to_owned()).chain(numbered);
        names.find(is_free).unwrap_or_default()
    }

    fn pool(&mut self, name: &str, mode: PoolMode, os: OsType) -> Result<(), Stop> {
        let at = self.cluster.pools.len();
        self.cluster.pools.push(NewPool::new(name, mode, os));
        let change = |setup: &mut Self| -> Result<(), Stop> {
            setup.of_pool(
                at,
                "Name",
                Some(name.to_owned()),
                answers::name,
                |pool, name| {
                    pool.name.clone_from(name);
                },
            )?;
            if os == OsType::Windows {
                setup.windows(at)?;
            }
            let size = "VM size, for example Standard_D4s_v5";
            setup.of_pool(at, size, None, answers::vm_size, |pool, size| {
                pool.vm_size = Some(size.clone());
            })?;
            setup.subnet_of_pool(at)?;
            setup.max_pods(at)?;
            let nodes = "Nodes, or min-max for autoscaling, e.g. 3-10";
            let default = Some(SYSTEM_NODES.to_string());
            setup.of_pool(at, nodes, default, answers::pool_size, |pool, size| {
                pool.size = Some(*size);
            })
        };
        change(self)?;
        if !self.cluster.has_subnet() {
            self.tell_need()?;
        }
        Ok(())
    }

    /// Asks for the Windows Server of a pool, and offers the newest that brings no error.
    fn windows(&mut self, at: usize) -> Result<(), Stop> {
        let errors = |sku: Option<OsSku>| {
            let mut cluster = self.cluster.clone();
            if let Some(pool) = cluster.pools.get_mut(at) {
                pool.os_sku = sku;
            }
            self.preview.of(&cluster).count(Severity::Error)
        };
        let before = errors(None);
        let all = IMAGES.iter().map(|entry| entry.sku);
        let all: Vec<_> = all.filter(|sku| sku.os_type() == OsType::Windows).collect();
        let mut newest_first = all.iter().rev();
        let fitting = newest_first.find(|sku| errors(Some(**sku)) <= before);
        let label = format!(
            "osSKU: {}",
            any_of(&all.iter().map(|sku| sku.name()).collect::<Vec<_>>())
        );
        let default = fitting.map(|sku| sku.name().to_owned());
        self.of_pool(at, &label, default, answers::windows_sku, |pool, sku| {
            pool.os_sku = Some(*sku);
        })
    }

    /// Asks for max pods; the default is left to the packs and to AKS.
    fn max_pods(&mut self, at: usize) -> Result<(), Stop> {
        let report = self.preview.of(&self.cluster);
        let effective = report.clusters.first().and_then(|one| one.max_pods);
        let default = effective.and_then(|pods| pods.value);
        let (least, most) = (limits::MAX_PODS.start(), limits::MAX_PODS.end());
        let label = format!("Max pods per node, {least} to {most}");
        let shown = default.map(|pods| pods.to_string());
        self.of_pool(at, &label, shown, answers::whole, |pool, pods| {
            let pods = i64::from(*pods);
            pool.max_pods = (Some(pods) != default).then_some(pods);
        })
    }

    /// Puts a question about one pool.
    pub(super) fn of_pool<T: Clone>(
        &mut self,
        at: usize,
        label: &str,
        default: Option<String>,
        parse: impl Fn(&str) -> Result<T, String>,
        set: impl Fn(&mut NewPool, &T),
    ) -> Result<(), Stop> {
        self.optional(label, default, parse, |cluster, value| {
            if let Some(pool) = cluster.pools.get_mut(at) {
                set(pool, value);
            }
        })?;
        Ok(())
    }

    /// Puts a question that has a default, or is put again.
    pub(super) fn required<T: Clone>(
        &mut self,
        label: &str,
        default: Option<String>,
        parse: impl Fn(&str) -> Result<T, String>,
        set: impl Fn(&mut NewCluster, &T),
    ) -> Result<(), Stop> {
        while !self.optional(label, default.clone(), &parse, &set)? {}
        Ok(())
    }

    /// Puts a question; `set` is where the answer belongs. Gives whether there was one.
    pub(super) fn optional<T: Clone>(
        &mut self,
        label: &str,
        default: Option<String>,
        parse: impl Fn(&str) -> Result<T, String>,
        set: impl Fn(&mut NewCluster, &T),
    ) -> Result<bool, Stop> {
        let question = Question { label, default };
        let (cluster, preview) = (&self.cluster, self.preview);
        let answer = self.interview.ask(&question, parse, |value| {
            let mut cluster = cluster.clone();
            set(&mut cluster, value);
            Some(preview.of(&cluster))
        })?;
        match answer {
            Answer::Given(value) => {
                set(&mut self.cluster, &value);
                Ok(true)
            }
            Answer::Skipped => Ok(false),
            Answer::Back => Err(Stop::Back),
            Answer::End => Err(Stop::End),
        }
    }
}
