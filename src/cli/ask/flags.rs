//! `check --ask`: the quick flags that would let more checks be made, asked for.

use std::path::Path;

use anyhow::Context as _;

use super::answers::{PLUGIN, PLUGIN_MODE};
use super::{Answer, Interview, Prompt, Question, answers};
use crate::aks::{NetworkPlugin, OsType, limits};
use crate::engine::{ClusterReport, Report, Request, check};
use crate::files::FileKind;
use crate::input::QuickFlags;
use crate::model::Scope;

/// What asking gave.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) enum Asked {
    /// The flags to check with.
    Flags(QuickFlags),
    /// There is no terminal; the flags to use instead.
    NoTerminal(String),
}

/// Asks for what is missing, and tries each answer at once.
///
/// # Errors
/// Input that cannot be read twice, or a terminal that refuses to be written to.
pub(in crate::cli) fn ask_for_flags(
    request: &Request,
    directory: &Path,
    prompt: Option<&mut dyn Prompt>,
) -> anyhow::Result<Asked> {
    refuse_streams(request, directory)?;
    let given = request.flags.clone();
    let run = |flags: &QuickFlags| {
        let request = Request {
            flags: flags.clone(),
            ..request.clone()
        };
        check(&request, directory.to_path_buf())
    };
    let alone = run(&QuickFlags::default());
    let wanted = Wanted::new(&alone, &given, &run);
    let Some(prompt) = prompt else {
        return Ok(match wanted.offers.is_empty() {
            true => Asked::Flags(given),
            false => Asked::NoTerminal(format!(
                "--ask needs a terminal; without one, use {}",
                wanted.offers.join(" ")
            )),
        });
    };
    let mut conversation = Conversation {
        flags: given.clone(),
        run: &run,
        interview: Interview::new(prompt, &alone),
    };
    conversation
        .hold(&wanted)
        .context("the terminal cannot be written to or read")?;
    Ok(Asked::Flags(conversation.flags))
}

/// Every answer is tried, so that the input is read again and again.
fn refuse_streams(request: &Request, directory: &Path) -> anyhow::Result<()> {
    for path in &request.paths {
        anyhow::ensure!(
            path.as_os_str() != "-",
            "--ask reads answers from standard input, so the input must be a file"
        );
        let status = request.files.status(&directory.join(path));
        let is_stream = status
            .is_ok_and(|status| !matches!(status.kind, FileKind::Regular | FileKind::Directory));
        anyhow::ensure!(
            !is_stream,
            "{}: --ask reads the input several times, so it must be a regular file",
            path.display()
        );
    }
    Ok(())
}

/// What to ask for.
#[derive(Debug, Default)]
struct Wanted {
    /// The flags that are missing, as they are offered: `--nodes N`.
    offers: Vec<&'static str>,
    /// The plugin in effect until another one is chosen.
    plugin: Option<NetworkPlugin>,
    /// Whether no values say the plugin's mode.
    is_mode_open: bool,
    /// Why flags cannot be given at all.
    refusal: Option<String>,
}

impl Wanted {
    fn new(alone: &Report, given: &QuickFlags, run: &dyn Fn(&QuickFlags) -> Report) -> Self {
        let mut offers = alone.missing_flags();
        let written = given.written();
        let is_given = |offer: &str| {
            let name = offer.split(' ').next().unwrap_or_default();
            written.split(' ').any(|word| word == name)
        };
        offers.retain(|offer| !is_given(offer));
        if offers.is_empty() {
            return Wanted::default();
        }
        // With any flag at all, packs are taken together, and what none of them says is a default.
        let together = run(&with_one(given));
        let is_new = |error: &&_| !alone.errors.contains(error);
        if let Some(error) = together.errors.iter().find(is_new) {
            return Wanted {
                refusal: Some(error.to_string()),
                ..Wanted::default()
            };
        }
        let of_flags = || {
            together
                .clusters
                .iter()
                .filter(|one| one.scope == Scope::Flags)
        };
        let is_open = |is_said: fn(&ClusterReport) -> bool| of_flags().any(|one| !is_said(one));
        let is_mode_open = is_open(|one| one.mode.is_said);
        let is_pods_open = is_open(|one| one.max_pods.is_some_and(|pods| pods.is_said));
        let is_plugin_open = is_open(|one| one.plugin.is_said);
        offers.retain(|offer| match offer.split(' ').next() {
            Some("--network-plugin") => is_plugin_open,
            Some("--plugin-mode") => is_mode_open,
            Some("--max-pods") => is_pods_open,
            _ => true,
        });
        Wanted {
            offers,
            plugin: of_flags().find_map(|one| one.plugin.value),
            is_mode_open,
            refusal: None,
        }
    }

    fn has(&self, flag: &str) -> bool {
        self.offers.iter().any(|offer| offer.starts_with(flag))
    }
}

/// Flags of which one at least is given.
fn with_one(flags: &QuickFlags) -> QuickFlags {
    QuickFlags {
        os: flags.os.or(Some(OsType::Linux)),
        ..flags.clone()
    }
}

struct Conversation<'c> {
    flags: QuickFlags,
    run: &'c dyn Fn(&QuickFlags) -> Report,
    interview: Interview<'c>,
}

impl Conversation<'_> {
    fn hold(&mut self, wanted: &Wanted) -> std::io::Result<()> {
        if let Some(refusal) = &wanted.refusal {
            return self
                .interview
                .tell(&format!("--ask has no effect here. {refusal}"));
        }
        if wanted.offers.is_empty() {
            return self.interview.tell(
                "--ask has nothing to ask: no rule was skipped for a value that a flag can set.",
            );
        }
        let given = self.flags.clone();
        self.interview.tell(
            "packlint asks for missing values. Press Enter to accept the value in brackets, or to \
             skip; press Ctrl-D to stop asking.",
        )?;
        self.interview.tell("")?;
        self.network(wanted)?;
        if wanted.has("--os") {
            let label = "Operating system of the nodes: linux or windows";
            self.put(label, None, answers::os, |flags, os| flags.os = Some(*os))?;
        }
        if wanted.has("--nodes") {
            let label = "Nodes";
            self.put(label, None, answers::whole, |flags, nodes| {
                flags.nodes = Some(*nodes);
            })?;
        }
        if wanted.has("--max-pods") {
            let (least, most) = (limits::MAX_PODS.start(), limits::MAX_PODS.end());
            let label = format!("Max pods per node, {least} to {most}");
            let default = self.max_pods();
            self.put(&label, default, answers::whole, |flags, pods| {
                flags.max_pods = Some(*pods);
            })?;
        }
        if wanted.has("--subnet") {
            let label = "Range of the node subnet, for example 10.240.0.0/22";
            self.put(label, None, answers::subnet_range, |flags, range| {
                flags.subnet = Some(range.clone());
            })?;
        }
        if self.flags != given {
            let flags = self.flags.written();
            self.interview.tell("")?;
            self.interview
                .tell(&format!("The same without prompts: {flags}"))?;
        }
        self.interview.tell("")
    }

    /// Asks for the plugin and its mode, where no values say them.
    fn network(&mut self, wanted: &Wanted) -> std::io::Result<()> {
        if wanted.has("--network-plugin") {
            let label = PLUGIN;
            let default = wanted.plugin.map(|plugin| plugin.name().to_owned());
            self.put(label, default, answers::plugin, |flags, plugin| {
                flags.network_plugin = Some(*plugin);
            })?;
        }
        let plugin = self.flags.network_plugin.or(wanted.plugin);
        let is_azure = plugin == Some(NetworkPlugin::Azure);
        if wanted.is_mode_open && self.flags.plugin_mode.is_none() && is_azure {
            let label = PLUGIN_MODE;
            let default = Some(answers::NO_MODE.to_owned());
            self.put(label, default, answers::mode, |flags, mode| {
                flags.plugin_mode = *mode;
            })?;
        }
        Ok(())
    }

    /// Max pods in effect if they are not set, as a default to offer.
    fn max_pods(&self) -> Option<String> {
        let report = (self.run)(&with_one(&self.flags));
        let pods = report.clusters.iter().find_map(|one| one.max_pods?.value);
        pods.map(|pods| pods.to_string())
    }

    /// Puts one question; `set` is where the answer belongs.
    fn put<T: Clone>(
        &mut self,
        label: &str,
        default: Option<String>,
        parse: impl Fn(&str) -> Result<T, String>,
        set: impl Fn(&mut QuickFlags, &T),
    ) -> std::io::Result<()> {
        let question = Question { label, default };
        let (flags, run) = (&self.flags, self.run);
        let answer = self.interview.ask(&question, parse, |value| {
            let mut flags = flags.clone();
            set(&mut flags, value);
            Some(run(&flags))
        })?;
        if let Answer::Given(value) = answer {
            set(&mut self.flags, &value);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::aks::PluginMode;
    use crate::cli::ask::script::Script;

    /// What `check --ask` asks for in the quickstart's folder.
    fn asked(paths: &[&str], flags: QuickFlags, script: &mut Script) -> QuickFlags {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/quickstart");
        let request = Request {
            paths: paths.iter().map(PathBuf::from).collect(),
            flags,
            ..Request::default()
        };
        match ask_for_flags(&request, &folder, Some(script)).expect("asked") {
            Asked::Flags(flags) => flags,
            Asked::NoTerminal(message) => panic!("{message}"),
        }
    }

    /// The labels of the questions that were put.
    fn labels(script: &Script) -> Vec<&str> {
        let lines = script.transcript.lines();
        let asked = lines.filter(|line| line.contains(": ") && !line.starts_with(' '));
        let label = |line| str::split(line, [':', ',', ' ', ';']).next();
        let labels = asked.filter(|line| !line.starts_with("The same"));
        labels.filter_map(label).collect()
    }

    #[test]
    fn values_alone_are_asked_for_everything() {
        let answers = ["azure", "", "linux", "12", "110", "10.240.0.0/21"];
        let mut script = Script::new(&answers);
        let flags = asked(
            &["overrides/cni-azure.yaml"],
            QuickFlags::default(),
            &mut script,
        );
        assert_eq!(
            flags.written(),
            "--nodes 12 --max-pods 110 --subnet 10.240.0.0/21 --os linux --network-plugin azure"
        );
        let expected = ["Network", "Plugin", "Operating", "Nodes", "Max", "Range"];
        assert_eq!(labels(&script), expected, "{}", script.transcript);
        let end = "1,308 used, 1,554 with surge, of 2,043: 489 free\n  # used, + upgrade surge, . \
                   free, ! missing\n\nThe same without prompts: --nodes 12 --max-pods 110 \
                   --subnet 10.240.0.0/21\n--os linux --network-plugin azure\n\n";
        assert!(script.transcript.ends_with(end), "{}", script.transcript);
    }

    #[test]
    fn what_is_given_or_said_is_not_asked_for() {
        let mut script = Script::new(&[]);
        let given = QuickFlags {
            nodes: Some(3),
            os: Some(OsType::Linux),
            plugin_mode: Some(PluginMode::Overlay),
            ..QuickFlags::default()
        };
        let flags = asked(&["packs/cni-azure-1.4.0"], given.clone(), &mut script);
        assert_eq!(flags, given);
        // The pack says the plugin; the first question is the last that is put.
        assert_eq!(labels(&script), ["Max"], "{}", script.transcript);
        for paths in [&["cluster.yaml"][..], &["packs/csi-azure-1.33.7"]] {
            let mut script = Script::new(&["12"]);
            let flags = asked(paths, QuickFlags::default(), &mut script);
            assert!(flags.is_empty());
            assert!(script.transcript.contains("nothing to ask"));
            assert_eq!(script.left(), 1);
        }
    }

    #[test]
    fn flags_that_cannot_be_given_are_not_asked_for() {
        let mut script = Script::new(&["12"]);
        let paths = ["cluster.yaml", "overrides/cni-azure.yaml"];
        asked(&paths, QuickFlags::default(), &mut script);
        assert_eq!(script.left(), 1);
        let words = script.transcript.replace('\n', " ");
        assert!(words.contains("--ask has no effect here. cluster.yaml: this is a cluster file"));
    }

    #[test]
    fn a_plugin_without_modes_is_not_asked_for_one() {
        let mut script = Script::new(&["kubenet", "", "", "", ""]);
        let values = ["overrides/cni-azure.yaml"];
        let flags = asked(&values, QuickFlags::default(), &mut script);
        assert_eq!(flags.network_plugin, Some(NetworkPlugin::Kubenet));
        assert!(!script.transcript.contains("Plugin mode"));
        // Its own default is offered.
        assert!(
            script.transcript.contains("[110]: "),
            "{}",
            script.transcript
        );
        let error = "error cilium-requires-azure-cni";
        assert!(script.transcript.contains(error), "{}", script.transcript);
    }

    #[test]
    fn wrong_answers_are_explained_and_errors_can_be_kept() {
        let answers = [
            "azure",
            "overlay",
            "linux",
            "none",
            "5,000",
            "30",
            "5",
            "300",
            "",
            "10.0.0.1/24",
            "10.0.0.0/30",
        ];
        let mut script = Script::new(&answers);
        let values = ["overrides/cni-azure.yaml"];
        let flags = asked(&values, QuickFlags::default(), &mut script);
        let transcript = script.transcript.as_str();
        for line in [
            "  'none': must be a whole number\n",
            "  error node-limit: the pool has 5,000 nodes; AKS allows at most 1,000 per pool\n",
            "  Another answer, or Enter to keep 5,000: 30\n",
            "Max pods per node, 10 to 250 [250]: 5\n  error max-pods-range",
            "Another answer, or Enter to keep 5: 300\n",
            "Another answer, or Enter to keep 300: \n",
            "  '10.0.0.1/24': has host bits set; the range is 10.0.0.0/24\n",
            "  '10.0.0.0/30': must be a /2 to a /29, the sizes of Azure subnets\n",
            "for example 10.240.0.0/22: ^D\n",
        ] {
            assert!(transcript.contains(line), "{line}\n{transcript}");
        }
        // The answers before the end are kept.
        assert_eq!((flags.nodes, flags.max_pods), (Some(30), Some(300)));
        assert_eq!(
            (flags.plugin_mode, flags.subnet),
            (Some(PluginMode::Overlay), None)
        );
    }

    #[test]
    fn lines_keep_to_a_narrow_terminal() {
        let answers = [
            "azure",
            "",
            "windows",
            "",
            "900",
            "",
            "250",
            "10.240.0.0/24",
            "",
        ];
        let mut script = Script::new(&answers);
        script.width = 50;
        asked(
            &["overrides/cni-azure.yaml"],
            QuickFlags::default(),
            &mut script,
        );
        let narrow = |line: &str| line.chars().count() <= 50;
        assert!(
            script.transcript.lines().all(narrow),
            "{}",
            script.transcript
        );
        assert!(script.transcript.contains("missing\n"));
    }

    #[test]
    fn without_a_terminal_the_flags_are_named() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/quickstart");
        let asked = |path: &str| {
            let request = Request {
                paths: vec![path.into()],
                ..Request::default()
            };
            ask_for_flags(&request, &folder, None)
        };
        let Ok(Asked::NoTerminal(message)) = asked("overrides/cni-azure.yaml") else {
            panic!("a message is expected");
        };
        assert!(
            message.contains("--nodes N --max-pods N --subnet CIDR --os"),
            "{message}"
        );
        let nothing = asked("cluster.yaml").expect("asked");
        assert_eq!(nothing, Asked::Flags(QuickFlags::default()));
        let error = asked("-").expect_err("refused").to_string();
        assert!(error.contains("the input must be a file"), "{error}");
    }
}
