//! `packlint init` at a terminal, and the sessions that the documentation shows.

use std::fs;
use std::path::Path;

use rustix::process::Signal;

use crate::init::{with_packs, with_packs_in};
use crate::support::{Folder, root};
use crate::terminal::{Ended, Session};

const SYSTEM: &str = "Name [system]: ";
const SIZE: &str = "VM size, for example Standard_D4s_v5: ";
const NODES: &str = "e.g. 3-10 [3]: ";
const MORE: &str = "(Enter: no more): ";

fn init(folder: &Path, arguments: &[&str]) -> Session {
    let today = ["init", "--today", "2026-11-23"];
    Session::start(folder, 80, None, &[&today, arguments].concat())
}

/// The rules of the errors and warnings in a file.
fn rules(folder: &Folder, file: &str) -> Vec<String> {
    let report = folder.json(&[file]);
    report
        .rules()
        .iter()
        .map(|rule| (*rule).to_owned())
        .collect()
}

fn yaml(folder: &Folder, file: &str) -> serde_yaml::Value {
    let text = fs::read_to_string(folder.path().join(file)).expect("written");
    serde_yaml::from_str(&text).expect("YAML")
}

/// Asks for other subnets of the VNet.
const OTHERS: &str = "(Enter: none): ";

#[test]
fn the_plan_is_shown_as_answers_come() {
    let folder = with_packs();
    let mut session = init(folder.path(), &[]);
    session
        .answer("Name of the cluster", "prod-aks")
        .expect("   1  os     ./packs/ubuntu-aks-22.04")
        .expect("   4  csi    ./packs/csi-azure-1.33.7")
        .answer("all or none [all]: ", "1-5")
        .expect("'1-5': the packs are numbered 1 to 4")
        .answer("all or none [all]: ", "")
        .expect("Network, as set by the packs: networkPlugin azure, networkPolicy calico.")
        .answer("10.240.0.0/16: ", "10.240.0.0/16")
        .answer(OTHERS, "")
        .answer("(Enter: ask after the pools): ", "10.241.0.0/24")
        .expect("error subnet-outside-vnet")
        .answer("Enter to keep 10.241.0.0/24: ", "10.240.0.0/24")
        .answer("Name of the subnet [nodes]: ", "no des")
        .expect("error subnet-name")
        .answer("Enter to keep no des: ", "workers")
        .answer("already in use [0]: ", "12")
        .answer(SYSTEM, "Sys_1")
        .expect("error pool-name")
        .expect("help: write name: sys1")
        .answer("Enter to keep Sys_1: ", "sys1")
        .answer(SIZE, "D4 s")
        .expect("must be a VM size")
        .answer(SIZE, "Standard_D4s_v5")
        .answer("10 to 250 [30]: ", "40")
        .answer(NODES, "3-")
        .expect("must be a number, or minimum and maximum such as 3-10")
        .answer(NODES, "3")
        .expect("  subnet workers 10.240.0.0/24")
        .expect("117 used, 164 with surge, of 239: 75 free")
        .expect("# used, + upgrade surge, . free, ! missing")
        .answer(MORE, "linux")
        .answer("Name [workers]: ", "")
        .answer(SIZE, "")
        .answer("10 to 250 [30]: ", "")
        .answer(NODES, "2-10")
        .expect("error subnet-capacity")
        .expect("266 missing")
        .answer("Enter to keep 2-10: ", "1")
        .expect("226 with surge, of 239: 13 free")
        .answer(MORE, "")
        .expect("Wrote cluster.yaml: cluster prod-aks, 4 packs, 2 node pools.")
        .expect("nothing found.")
        .expect("packlint check cluster.yaml");
    let ended = session.end();
    assert_eq!(ended.code(), Some(0), "{}", ended.screen);
    assert_eq!(rules(&folder, "cluster.yaml"), Vec::<String>::new());
    let file = yaml(&folder, "cluster.yaml");
    assert_eq!(file["vnet"]["subnets"][0]["name"], "workers");
    assert_eq!(file["vnet"]["subnets"][0]["addressesInUse"], 12);
    assert_eq!(file["nodePools"][0]["name"], "sys1");
    assert_eq!(file["nodePools"][0]["vmSize"], "Standard_D4s_v5");
    assert_eq!(file["nodePools"][1]["count"], 1);
    // A default that was taken is left to the packs.
    assert!(file["nodePools"][1]["maxPods"].is_null());
}

#[test]
fn a_subnet_is_proposed_once_the_pools_are_known() {
    let folder = with_packs();
    let mut session = init(folder.path(), &["packs", "--output", "prod.yaml"]);
    session
        .answer("Name of the cluster", "it's: #1")
        .expect("error cluster-name")
        .answer("Enter to keep it's: #1: ", "")
        .answer("[all]: ", "none")
        .answer("Kubernetes version, for example 1.34: ", "new")
        .answer("Kubernetes version, for example 1.34: ", "1.31")
        .answer("[azure]: ", "")
        .answer("[none]: ", "overlay")
        .answer("10.240.0.0/16: ", "10.240.0.0/16")
        .answer(OTHERS, "")
        .answer("(Enter: ask after the pools): ", "")
        .answer(SYSTEM, "")
        .answer(SIZE, "")
        .answer("10 to 250 [250]: ", "")
        .answer(NODES, "")
        .expect("pod CIDR 10.244.0.0/16")
        .expect("the subnet needs 4 addresses so far: 3 nodes + 1 surge = 4; a /28 fits")
        .answer(MORE, "windows")
        .answer("Name [win]: ", "workers")
        .expect("at most 6")
        .answer("Enter to keep workers: ", "win")
        // The newest does not support Kubernetes 1.31.
        .answer("Windows2025 [Windows2022]: ", "windows2025")
        .expect("error os-image")
        .answer("Enter to keep windows2025: ", "Windows2022")
        .answer(SIZE, "")
        .answer("10 to 250 [250]: ", "")
        .answer(NODES, "1-20")
        .answer(MORE, "windows")
        .answer("Name [win2]: ", "")
        .answer("[Windows2022]: ", "")
        .answer(SIZE, "")
        .answer("10 to 250 [250]: ", "")
        .answer(NODES, "")
        .answer(MORE, "")
        .answer("Name of the subnet [nodes]: ", "")
        .answer("already in use [0]: ", "30")
        .answer("a /26 or larger [10.240.0.0/26]: ", "")
        .expect("Wrote prod.yaml: cluster it's: #1, 0 packs, 3 node pools.");
    let ended = session.end();
    assert_eq!(ended.code(), Some(0), "{}", ended.screen);
    let file = yaml(&folder, "prod.yaml");
    assert_eq!(file["cluster"], "it's: #1");
    assert_eq!(file["network"]["networkPluginMode"], "overlay");
    assert_eq!(file["vnet"]["subnets"][0]["cidr"], "10.240.0.0/26");
    assert_eq!(file["nodePools"][1]["maxCount"], 20);
    // Windows Server 2022 has an end, and that is all.
    let expected = [
        "cluster-name",
        "kubernetes-version",
        "retired-feature",
        "retired-feature",
    ];
    assert_eq!(rules(&folder, "prod.yaml"), expected);
}

/// A wrong answer does not cost all the others.
#[test]
fn back_puts_the_question_before_again() {
    let folder = with_packs();
    let mut session = init(folder.path(), &[]);
    session
        .answer("Name of the cluster", "back")
        .expect("this is the first question")
        .answer("Name of the cluster", "prod")
        .answer("[all]: ", "")
        .answer("10.240.0.0/16: ", "10.24.0.0/16")
        .answer(OTHERS, "back")
        .answer("10.240.0.0/16: ", "10.240.0.0/16")
        .answer(OTHERS, "appgw 10.240.0.0/24")
        .answer("(Enter: no more): ", "")
        .answer("(Enter: later): ", "10.241.0.0/24")
        .expect("error subnet-outside-vnet")
        .answer("Enter to keep 10.241.0.0/24: ", "back")
        .answer("(Enter: no more): ", "back")
        .answer(OTHERS, "appgw 10.240.0.0/23")
        .answer("(Enter: no more): ", "")
        .answer("(Enter: later): ", "")
        .answer(SYSTEM, "sys")
        .answer(SIZE, "back")
        .answer(SYSTEM, "system")
        .answer(SIZE, "")
        .answer("Subnet: nodes or appgw [nodes]: ", "")
        .answer("10 to 250 [30]: ", "")
        .answer(NODES, "")
        .answer(MORE, "Back")
        .answer(NODES, "4")
        .answer(MORE, "")
        .answer("Name of the subnet [nodes]: ", "appgw")
        .expect("is the name of another subnet")
        .answer("Name of the subnet [nodes]: ", "")
        .answer("already in use [0]: ", "")
        .answer("[10.240.2.0/24]: ", "");
    let ended = session.end();
    assert_eq!(ended.code(), Some(0), "{}", ended.screen);
    assert_eq!(rules(&folder, "cluster.yaml"), Vec::<String>::new());
    let file = yaml(&folder, "cluster.yaml");
    assert_eq!(file["vnet"]["addressSpace"][0], "10.240.0.0/16");
    assert_eq!(file["vnet"]["subnets"][0]["name"], "appgw");
    assert_eq!(file["vnet"]["subnets"][0]["cidr"], "10.240.0.0/23");
    assert_eq!(file["vnet"]["subnets"][1]["cidr"], "10.240.2.0/24");
    assert_eq!(file["nodePools"][0]["name"], "system");
    assert_eq!(file["nodePools"][0]["subnet"], "nodes");
    assert_eq!(file["nodePools"][0]["count"], 4);
    // What was said before is not said again.
    let said = ended
        .screen
        .matches("packlint asks for the contents")
        .count();
    assert_eq!(said, 1, "{}", ended.screen);
}

/// What Azure says of the VNet is not typed again, and what is proposed is free in it.
#[test]
fn a_vnet_of_azure_gives_its_subnets() {
    let folder = with_packs();
    let vnet = r#"{"name": "hub", "addressSpace": {"addressPrefixes": ["10.0.0.0/22", "10.240.0.0/16"]},
        "subnets": [{"name": "aks", "addressPrefix": "10.240.0.0/24"},
                    {"name": "endpoints", "addressPrefix": "10.240.2.0/23"}]}"#;
    folder.write("azure/hub.json", vnet);
    let mut session = init(folder.path(), &["-o", "a.yaml"]);
    session
        .answer("Name of the cluster", "prod")
        .answer("[all]: ", "")
        .answer("10.240.0.0/16: ", "azure/hbu.json")
        .expect("no such file")
        .answer("10.240.0.0/16: ", "azure/hub.json")
        .answer("Subnet of the nodes: aks or endpoints", "")
        .answer(SYSTEM, "")
        .answer(SIZE, "")
        .answer("Subnet: nodes, aks or endpoints [nodes]: ", "nowhere")
        .expect("must be nodes, aks or endpoints")
        .answer("Subnet: nodes, aks or endpoints [nodes]: ", "")
        .answer("10 to 250 [30]: ", "")
        .answer(NODES, "20")
        .answer(MORE, "linux")
        .answer("Name [workers]: ", "")
        .answer(SIZE, "")
        .answer("Subnet: nodes, aks or endpoints [nodes]: ", "aks")
        .answer("10 to 250 [30]: ", "")
        .answer(NODES, "")
        .answer(MORE, "")
        .answer("Name of the subnet [nodes]: ", "")
        .answer("already in use [0]: ", "")
        // Neither where subnets are, nor where the service range is.
        .answer("[10.240.4.0/22]: ", "");
    let ended = session.end();
    assert_eq!(ended.code(), Some(0), "{}", ended.screen);
    let file = yaml(&folder, "a.yaml");
    assert_eq!(file["vnet"]["file"], "./azure/hub.json");
    assert_eq!(file["nodePools"][0]["subnet"], "nodes");
    assert_eq!(file["nodePools"][1]["subnet"], "aks");
    assert!(!rules(&folder, "a.yaml").contains(&"cidr-overlap".to_owned()));

    let mut session = init(folder.path(), &["-o", "b.yaml"]);
    session
        .answer("Name of the cluster", "prod")
        .answer("[all]: ", "")
        .answer("10.240.0.0/16: ", "azure/hub.json")
        .answer("Subnet of the nodes: aks or endpoints", "endpoints")
        .answer(SYSTEM, "")
        .answer(SIZE, "")
        .answer("Subnet: endpoints or aks [endpoints]: ", "")
        .answer("10 to 250 [30]: ", "")
        .answer(NODES, "")
        .answer(MORE, "");
    let ended = session.end();
    assert_eq!(ended.code(), Some(0), "{}", ended.screen);
    assert_eq!(
        yaml(&folder, "b.yaml")["nodePools"][0]["subnet"],
        "endpoints"
    );
    assert!(yaml(&folder, "b.yaml")["vnet"]["subnets"].is_null());
}

#[test]
fn what_nobody_knows_is_left_out() {
    let folder = Folder::new();
    let mut session = init(folder.path(), &["--output", "a.yaml"]);
    session
        .answer("Name of the cluster", "demo")
        .expect("No packs for AKS were found here.")
        .answer("1.34: ", "")
        .answer("[azure]: ", "kubenet")
        .answer("10.240.0.0/16: ", "")
        .answer("after the pools): ", "")
        .answer(SYSTEM, "")
        .answer(SIZE, "")
        .answer("[110]: ", "")
        .answer(NODES, "")
        .answer(MORE, "")
        .answer("[nodes]: ", "")
        .answer("[0]: ", "")
        .answer("a /28 or larger: ", "")
        .expect("Wrote a.yaml");
    assert_eq!(session.end().code(), Some(0));
    let file = yaml(&folder, "a.yaml");
    assert!(file["vnet"].is_null() && file["kubernetesVersion"].is_null());
    assert_eq!(
        rules(&folder, "a.yaml"),
        ["retired-feature"],
        "kubenet has an end"
    );
}

/// Two CNI packs are a choice that has to be made, and can be looked at.
#[test]
fn packs_that_exclude_each_other_are_not_all_taken() {
    let folder = with_packs();
    folder.pack(
        "packs/cni-kubenet-1.0.0",
        "cni-kubenet",
        "cni",
        "pack: {}\n",
    );
    let other = r#"{"name": "eks", "displayName": "e", "version": "1.0.0", "layer": "cni", "cloudTypes": ["eks"]}"#;
    folder.write("packs/eks-1.0.0/pack.json", other);
    let mut session = init(folder.path(), &["-o", "a.yaml"]);
    session
        .answer("Name of the cluster", "demo")
        .expect("(not shown: 1 pack for other clouds)")
        .answer("all or none [none]: ", "all")
        .expect("error layer-duplicate")
        .answer(
            "Enter to keep all: ",
            "kubernetes-aks ubuntu-aks cni-kubenet-1.0.0,csi-azure",
        )
        .expect("networkPlugin kubenet")
        .expect("10.240.0.0/16: ")
        .keys(b"\x04");
    let ended = session.end();
    assert_eq!(ended.code(), Some(2), "{}", ended.screen);
    let message = "packlint: nothing was written: the input ended before the last question\n";
    assert!(ended.screen.ends_with(message), "{}", ended.screen);
    assert!(!folder.path().join("a.yaml").exists());
}

#[test]
fn an_interrupt_writes_nothing() {
    let folder = with_packs();
    let mut session = init(folder.path(), &["-o", "a.yaml"]);
    session
        .answer("Name of the cluster", "demo")
        .expect("[all]: ")
        .interrupt();
    let ended = session.end();
    assert_eq!(ended.signal(), Some(Signal::INT.as_raw()));
    assert_eq!(
        crate::support::entries(folder.path()).len(),
        1,
        "the packs alone"
    );
}

#[test]
fn a_file_that_is_there_is_named_before_anything_is_asked() {
    let folder = Folder::with("cluster.yaml", "mine\n");
    let ended = init(folder.path(), &[]).end();
    assert_eq!(ended.code(), Some(2));
    assert!(
        ended
            .screen
            .starts_with("packlint: cluster.yaml already exists"),
        "{ended:?}"
    );
    // One that comes while questions are asked stays too, and the answers are not lost.
    let mut session = init(folder.path(), &["-o", "a.yaml"]);
    session
        .answer("Name of the cluster", "demo")
        .expect("1.34: ");
    folder.write("a.yaml", "theirs\n");
    session
        .line("")
        .answer("[azure]: ", "")
        .answer("[none]: ", "");
    session
        .answer("10.240.0.0/16: ", "")
        .answer("pools): ", "10.240.0.0/24");
    session.answer("[nodes]: ", "").answer("[0]: ", "");
    session
        .answer(SYSTEM, "")
        .answer(SIZE, "")
        .answer("[30]: ", "")
        .answer(NODES, "");
    session.answer(MORE, "").expect("cidr: 10.240.0.0/24");
    let ended = session.end();
    assert_eq!(ended.code(), Some(2), "{}", ended.screen);
    assert!(
        ended.screen.contains("packlint: a.yaml already exists"),
        "{}",
        ended.screen
    );
    let kept = fs::read_to_string(folder.path().join("a.yaml")).expect("there");
    assert_eq!(kept, "theirs\n");
}

#[test]
fn flags_ask_nothing_at_a_terminal_either() {
    let folder = Folder::new();
    let ended = init(folder.path(), &["--nodes", "3", "--name", "demo"]).end();
    assert_eq!(ended.code(), Some(2), "{}", ended.screen);
    assert!(
        ended
            .screen
            .contains("init does not prompt when flags are given"),
        "{}",
        ended.screen
    );
}

#[test]
fn a_narrow_terminal_is_kept_to() {
    let folder = with_packs();
    let mut session = Session::start(folder.path(), 60, None, &["init"]);
    session
        .answer("Name of the cluster", "demo")
        .answer("[all]: ", "")
        .answer("10.240.0.0/16: ", "10.240.0.0/16")
        .answer(OTHERS, "")
        .answer("pools): ", "10.240.0.0/24")
        .answer("[nodes]: ", "")
        .answer("[0]: ", "")
        .answer(SYSTEM, "")
        .answer(SIZE, "")
        .answer("[30]: ", "200")
        .answer("[3]: ", "100")
        .answer("to keep 100: ", "")
        .answer("no more): ", "");
    let ended = session.end();
    assert_eq!(ended.code(), Some(0), "{}", ended.screen);
    let is_long = |line: &&str| line.chars().count() > 60;
    // A command stays on one line, so that it can be copied.
    let long: Vec<_> = ended.screen.lines().filter(is_long).collect();
    assert!(
        long.iter().all(|line| line.starts_with("  packlint ")),
        "{long:?}"
    );
}

/// What the documentation's sessions are answered.
const INIT: [(&str, &str); 17] = [
    ("[prod]: ", "prod-aks"),
    ("[all]: ", ""),
    ("10.240.0.0/16: ", "10.240.0.0/16"),
    (OTHERS, ""),
    ("pools): ", ""),
    (SYSTEM, ""),
    (SIZE, "Standard_D4s_v5"),
    ("[30]: ", ""),
    (NODES, ""),
    (MORE, "linux"),
    ("[workers]: ", ""),
    (SIZE, ""),
    ("[30]: ", "110"),
    (NODES, "3-10"),
    (MORE, ""),
    ("[nodes]: ", ""),
    ("[0]: ", "12"),
];
const ASK: [(&str, &str); 6] = [
    ("[azure]: ", ""),
    ("[none]: ", "overlay"),
    ("windows: ", "linux"),
    ("Nodes: ", "12"),
    ("[250]: ", ""),
    ("10.240.0.0/22: ", "10.240.0.0/28"),
];

#[test]
fn sessions_of_the_documentation_are_real() {
    let page = root().join("docs/init.md");
    let text = fs::read_to_string(&page).expect("readable");
    let folder = with_packs_in("prod/");
    let play = |folder: &Path, command: &str, answers: &[&[(&str, &str)]]| -> Ended {
        let arguments: Vec<_> = command.split_whitespace().collect();
        let mut session = Session::start(folder, 80, None, &arguments);
        for (question, answer) in answers.concat() {
            session.answer(question, answer);
        }
        session.end()
    };
    let mut made = String::new();
    let mut blocks = 0;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        made.push_str(&format!("{line}\n"));
        if line != "```session" {
            continue;
        }
        blocks += 1;
        let command = lines
            .next()
            .and_then(|line| line.strip_prefix("$ packlint "));
        let command = command.expect("a command");
        let ended = match command.split_once(' ') {
            Some(("check", _)) => {
                let bigger = ("Enter to keep 10.240.0.0/28: ", "10.240.0.0/27");
                play(&root(), command, &[&ASK, &[bigger]])
            }
            _ => {
                let proposed = ("or larger [10.240.0.0/21]: ", "");
                play(&folder.path().join("prod"), command, &[&INIT, &[proposed]])
            }
        };
        made.push_str(&format!("$ packlint {command}\n"));
        let lines_shown = ended.screen.lines().map(str::trim_end);
        made.extend(lines_shown.map(|line| format!("{line}\n")));
        made.push_str("```\n");
        lines.by_ref().find(|line| *line == "```");
    }
    assert_eq!(blocks, 2);
    if std::env::var_os("PACKLINT_REGENERATE").is_some() {
        fs::write(&page, &made).expect("written");
    }
    let shown = fs::read_to_string(&page).expect("readable");
    assert!(
        shown == made,
        "docs/init.md is out of date: run PACKLINT_REGENERATE=1 cargo test"
    );
}
