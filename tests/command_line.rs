//! The command line as pages, made from clap's own description of it: `docs/cli.md`, and a man page
//! for each subcommand.

use std::fmt::Write;

use clap::{Arg, ArgAction, Command, CommandFactory};
use packlint::internals::cli::Cli;

/// What the man pages add to what clap knows.
const EXIT_STATUS: [(&str, &str); 3] = [
    ("0", "Nothing at or above --fail-on."),
    (
        "1",
        "Findings at or above it; of plan: a creation needs more than its range holds.",
    ),
    (
        "2",
        "packlint could not do its job: usage, configuration, a file that the system refused.",
    ),
];

/// All of `packlint --help` and of its subcommands as one page.
pub fn page() -> String {
    let mut page = String::from(
        "# Command line\n\nGenerated from packlint's own help: `packlint help COMMAND`.\n",
    );
    let mut command = Cli::command();
    command.build();
    for command in commands(&command) {
        let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ");
        write!(page, "\n## {name}\n\n{about}.\n\n```text\n{usage}\n```\n").expect("written");
        for (heading, arguments) in sections(command) {
            write!(page, "\n| {heading} | |\n| --- | --- |\n").expect("written");
            for argument in arguments {
                let help = cell(&help(argument));
                writeln!(page, "| `{}` | {help} |", form(argument)).expect("written");
            }
        }
    }
    page
}

/// packlint, and each subcommand but `help`.
fn commands(command: &Command) -> impl Iterator<Item = &Command> {
    let own = command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help");
    std::iter::once(command).chain(own)
}

/// The arguments and options of a command, by heading.
fn sections(command: &Command) -> Vec<(&str, Vec<&Arg>)> {
    let mut sections: Vec<(&str, Vec<&Arg>)> = Vec::new();
    let help = |argument: &&Arg| !matches!(argument.get_id().as_str(), "help" | "version");
    for argument in command.get_arguments().filter(help) {
        let heading = match argument.get_help_heading() {
            Some(heading) => heading,
            None if argument.is_positional() => "Arguments",
            None => "Options",
        };
        match sections.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, arguments)) => arguments.push(argument),
            None => sections.push((heading, vec![argument])),
        }
    }
    sections
}

/// How an argument is written: `PATH`, `-q, --quiet`, `--nodes N`.
fn form(argument: &Arg) -> String {
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let names: Vec<_> = short.into_iter().chain(long).collect();
    let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    let values = argument.get_value_names().unwrap_or_default();
    let value = takes_value.then(|| values.join(" "));
    let parts = std::iter::once(names.join(", ")).chain(value);
    parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What an argument means, with its values and its default.
fn help(argument: &Arg) -> String {
    let mut help = argument
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    if !argument.get_action().takes_values() {
        return help;
    }
    let values = argument.get_possible_values();
    let names: Vec<_> = values
        .iter()
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    if !names.is_empty() && !argument.is_hide_possible_values_set() {
        write!(help, ". One of {}", names.join(", ")).expect("written");
    }
    if let [default] = argument.get_default_values() {
        write!(help, ". Default: `{}`", default.display()).expect("written");
    }
    help
}

/// Text that may be in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

/// The man pages: file names and texts, without a date, so that only a change changes them.
pub fn man_pages() -> Vec<(String, String)> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    commands(&command)
        .map(|own| {
            let name = own.get_display_name().unwrap_or_else(|| own.get_name());
            let man = clap_mangen::Man::new(own.clone())
                .title(name.to_uppercase())
                .source(concat!("packlint ", env!("CARGO_PKG_VERSION")));
            let mut page = Vec::new();
            man.render(&mut page).expect("rendered");
            let page = String::from_utf8(page).expect("UTF-8");
            // An empty date has to be written, or what follows it is taken for the date.
            let page = page.replacen(" 1  \"", " 1 \"\" \"", 1);
            let mut page: String = page
                .lines()
                .map(|line| format!("{}\n", line.trim_end()))
                .collect();
            if !["packlint", "packlint-check", "packlint-plan"].contains(&name) {
                return (format!("{name}.1"), page);
            }
            page.push_str(".SH \"EXIT STATUS\"\n");
            for (status, meaning) in EXIT_STATUS {
                write!(
                    page,
                    ".TP\n\\fB{status}\\fR\n{}\n",
                    meaning.replace('-', "\\-")
                )
                .expect("written");
            }
            (format!("{name}.1"), page)
        })
        .collect()
}
