//! The completion scripts: each shell's own reader takes its script, and bash completes with it.

use std::process::Command;

use crate::support::{Folder, has_program, root, run};

fn script(shell: &str) -> String {
    let run = run(&root(), &["completions", shell]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{shell}");
    run.stdout
}

#[test]
fn every_shell_has_a_script_with_all_options() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = script(shell);
        for word in ["check", "plan", "completions", "force-exclude", "max-pods"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn the_shells_can_read_their_scripts() {
    for shell in ["bash", "fish", "zsh"] {
        if !has_program(shell) {
            continue;
        }
        let folder = Folder::with("script", script(shell));
        let read = Command::new(shell)
            .args(["-n", "script"])
            .current_dir(folder.path())
            .output()
            .expect("starts");
        assert!(
            read.status.success() && read.stderr.is_empty(),
            "{shell}: {read:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn bash_completes_options_and_values() {
    let folder = Folder::with("script", script("bash"));
    for (words, expected) in [
        ("packlint pl", "plan"),
        ("packlint check --force", "--force-exclude"),
        ("packlint check --color ne", "never"),
        ("packlint schema f", "findings"),
        ("packlint check --select subnet-cap", "subnet-capacity"),
        ("packlint check --ignore netw", "network"),
        ("packlint explain subnet-cap", "subnet-capacity"),
        ("packlint rules netw", "network"),
    ] {
        let line = format!(
            "source ./script; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _packlint packlint \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; \
             echo \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash")
            .args(["-c", &line])
            .current_dir(folder.path())
            .output()
            .expect("bash starts");
        let completed = String::from_utf8_lossy(&output.stdout);
        assert!(
            completed.split_whitespace().any(|word| word == expected),
            "{words}: {output:?}"
        );
    }
}
