//! The table of the rooms.

/// A part of the source: one file, or a folder.
pub struct Room {
    /// Its module, without `crate::`.
    pub module: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// The rooms that it may use, separated by blanks.
    uses: &'static str,
}

impl Room {
    pub fn uses(&self) -> impl Iterator<Item = &'static str> {
        self.uses.split_whitespace()
    }
}

/// All rooms. A room uses only rooms that come after it, so that there can be no ring.
pub const ROOMS: &[Room] = &[
    Room {
        module: "cli",
        about: "parses the command line, calls the engine, prints; one file a subcommand",
        uses: "lsp report fix engine config rules input plan finding model files aks source text \
               date version",
    },
    Room {
        module: "lsp",
        about: "the language server: an editor's unsaved texts over the disk, findings as diagnostics",
        uses: "report fix engine rules plan finding files source text date",
    },
    Room {
        module: "report",
        about: "findings and address plans for readers; one file or folder a format",
        uses: "engine rules plan finding source text",
    },
    Room {
        module: "fix",
        about: "chooses edits, applies them, parses the result again, writes it",
        uses: "engine finding syntax files source text",
    },
    Room {
        module: "engine",
        about: "one run: every input is a unit, and a failure in one unit does not affect the others; \
                suppressions and baselines hide findings",
        uses: "config rules input plan finding problem model syntax files aks source text date",
    },
    Room {
        module: "config",
        about: "packlint.yaml, merged with the flags",
        uses: "rules input::cluster input::draft input::read finding problem model syntax files \
               source text",
    },
    Room {
        module: "rules",
        about: "one file a rule; sees the model and problems, and cannot fail",
        uses: "plan finding problem model syntax files constraints aks source text date version",
    },
    Room {
        module: "input",
        about: "the door: what the rest of the program may use of the readers",
        uses: "input::open input::cluster input::pack input::recognise input::read",
    },
    Room {
        module: "input::open",
        about: "reads one input of any form: what it is, and who reads it",
        uses: "input::cluster input::palette::hcl input::palette::terraform input::palette \
               input::draft input::pack input::recognise input::read problem model syntax files \
               source",
    },
    Room {
        module: "input::cluster",
        about: "cluster files and quick flags, and the files that they refer to",
        uses: "input::palette::hcl input::palette::terraform input::palette input::draft \
               input::pack input::recognise input::read problem model syntax files aks source \
               text version",
    },
    Room {
        module: "input::palette::hcl",
        about: "Terraform's own files: modules, and the language as far as the files tell the values",
        uses: "input::palette::terraform input::read problem model syntax files source text",
    },
    Room {
        module: "input::palette::terraform",
        about: "Terraform plans and states in JSON, and the resources of both dialects",
        uses: "input::palette input::draft input::read problem model syntax aks source",
    },
    Room {
        module: "input::palette",
        about: "Palette's own forms: exported profiles and API requests",
        uses: "input::draft input::pack input::read problem model syntax aks source constraints \
               text",
    },
    Room {
        module: "input::draft",
        about: "a cluster that any form describes, before defaults; `finish` makes the model",
        uses: "input::pack input::read problem model syntax aks source text version",
    },
    Room {
        module: "input::pack",
        about: "pack directories: pack.json, values, constraints, presets, macros, manifests",
        uses: "input::pack::chart input::read problem model syntax files constraints aks source \
               text",
    },
    Room {
        module: "input::pack::chart",
        about: "the charts of a pack: their archives, and their schemas for values",
        uses: "problem model syntax files source constraints",
    },
    Room {
        module: "input::recognise",
        about: "the form of a text or file",
        uses: "syntax files text",
    },
    Room {
        module: "input::read",
        about: "typed values out of trees: one reader for every form, macros, problems",
        uses: "problem model syntax files source text",
    },
    Room {
        module: "plan",
        about: "the address plan: the model's values in the handbook's arithmetic",
        uses: "model aks source text",
    },
    Room {
        module: "finding",
        about: "findings: labels, help, fixes, order",
        uses: "model source text",
    },
    Room {
        module: "problem",
        about: "what reading found wrong, as facts; rules word them",
        uses: "model syntax files constraints source",
    },
    Room {
        module: "model",
        about: "packs, clusters, pools, networks; each value is `Located<T>`: a value, or why it is \
                unknown, and where it comes from",
        uses: "constraints aks source version text",
    },
    Room {
        module: "syntax",
        about: "the spanned tree of YAML and JSON; the only place that names the YAML parser",
        uses: "source text",
    },
    Room {
        module: "files",
        about: "all access to files: `Files`, reading within limits, walking, git, writing",
        uses: "source",
    },
    Room {
        module: "constraints",
        about: "the language of schema.yaml: text in, typed templates out",
        uses: "text version",
    },
    Room {
        module: "aks",
        about: "AKS as a handbook: `limits.rs` has every number once, with its source",
        uses: "date",
    },
    Room {
        module: "source",
        about: "texts with their spans and line tables; the limits on inputs",
        uses: "text",
    },
    Room {
        module: "text",
        about: "words and numbers for messages; text made safe for what reads it",
        uses: "",
    },
    Room {
        module: "date",
        about: "dates without a clock",
        uses: "",
    },
    Room {
        module: "version",
        about: "the grammar of versions and their ranges",
        uses: "",
    },
];
