//! The table of the modules.

/// A part of the source: one file, or a folder.
pub struct Module {
    /// Its path, without `crate::`.
    pub path: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// The modules that it may use, separated by spaces.
    uses: &'static str,
}

impl Module {
    pub fn uses(&self) -> impl Iterator<Item = &'static str> {
        self.uses.split_whitespace()
    }
}

/// All modules. A module uses only modules that come after it, so that there can be no cycle.
pub const MODULES: &[Module] = &[
    Module {
        path: "cli",
        about: "parses the command line, calls the engine and prints; one file per subcommand",
        uses: "lsp report fix engine config rules input plan finding model files aks source text \
               date version",
    },
    Module {
        path: "lsp",
        about: "the language server: checks unsaved texts and reports findings as diagnostics",
        uses: "report fix engine rules plan finding files source text date",
    },
    Module {
        path: "report",
        about: "prints findings and address plans; one file or folder per format",
        uses: "engine rules plan finding source text",
    },
    Module {
        path: "fix",
        about: "selects edits, applies them, parses the result again and writes it",
        uses: "engine finding syntax files source text",
    },
    Module {
        path: "engine",
        about: "one run: every input is a unit, and a failure in one unit does not affect the others; \
                suppressions and baselines hide findings",
        uses: "config rules input change plan finding problem model syntax files aks source text \
               date",
    },
    Module {
        path: "config",
        about: "reads packlint.yaml and merges it with the flags",
        uses: "rules input::cluster input::draft input::read finding problem model syntax files \
               source text",
    },
    Module {
        path: "rules",
        about: "one file per rule; a rule sees the model and problems, and cannot fail",
        uses: "change plan finding problem model syntax files constraints aks source text date version",
    },
    Module {
        path: "input",
        about: "the readers' interface for the rest of the program",
        uses: "input::open input::cluster input::pack input::recognise input::read",
    },
    Module {
        path: "input::open",
        about: "detects the type of an input and reads it",
        uses: "input::cluster input::palette::hcl input::palette::terraform input::palette \
               input::azure input::draft input::pack input::recognise input::read problem model \
               syntax files source",
    },
    Module {
        path: "input::cluster",
        about: "reads cluster files, quick flags, and the files that they refer to",
        uses: "input::palette::hcl input::palette::terraform input::palette input::azure \
               input::draft input::pack input::recognise input::read problem model syntax files \
               aks source text version",
    },
    Module {
        path: "input::palette::hcl",
        about: "reads Terraform modules and evaluates their expressions as far as the files allow",
        uses: "input::palette::terraform input::read problem model syntax files source text",
    },
    Module {
        path: "input::palette::terraform",
        about: "reads Terraform plans and states in JSON, and the resources of modules and plans",
        uses: "input::palette input::azure input::draft input::read problem model syntax aks source",
    },
    Module {
        path: "input::palette",
        about: "reads exported profiles and API requests of Palette",
        uses: "input::draft input::pack input::read problem model syntax aks source constraints \
               text",
    },
    Module {
        path: "input::azure",
        about: "reads clusters without Palette: AKS's own object, ARM templates, Cluster API",
        uses: "input::draft input::read model syntax aks source",
    },
    Module {
        path: "input::draft",
        about: "a cluster from any type of input, before defaults; `finish` makes the model",
        uses: "input::pack input::read problem model syntax aks source text version",
    },
    Module {
        path: "input::pack",
        about: "reads pack directories: pack.json, values, constraints, presets, macros, manifests",
        uses: "input::pack::chart input::read problem model syntax files constraints aks source \
               text",
    },
    Module {
        path: "input::pack::chart",
        about: "reads the charts of a pack: archives, values schemas, and which values the templates read",
        uses: "problem model syntax files source constraints text",
    },
    Module {
        path: "input::recognise",
        about: "detects the type of a text or file",
        uses: "syntax files text",
    },
    Module {
        path: "input::read",
        about: "reads typed values from trees: one reader for all types of input, macros, problems",
        uses: "problem model syntax files source text",
    },
    Module {
        path: "change",
        about: "compares two states of a cluster: what differs, and what pools need during the change",
        uses: "plan model aks source",
    },
    Module {
        path: "plan",
        about: "the address plan: AKS's arithmetic on the values of the model",
        uses: "model aks source text",
    },
    Module {
        path: "finding",
        about: "findings: labels, help, fixes, order",
        uses: "model aks source text",
    },
    Module {
        path: "problem",
        about: "what is wrong with an input, as facts; rules turn them into messages",
        uses: "model syntax files constraints source",
    },
    Module {
        path: "model",
        about: "packs, clusters, pools, networks; each value is `Located<T>`: the value, or why it is \
                unknown, and where it is written",
        uses: "constraints aks source version text",
    },
    Module {
        path: "syntax",
        about: "the tree of YAML and JSON with spans; the only module that uses the YAML parser",
        uses: "source text",
    },
    Module {
        path: "files",
        about: "all access to files: `Files`, reading within limits, walking, git, writing",
        uses: "source text",
    },
    Module {
        path: "constraints",
        about: "parses the templates of schema.yaml",
        uses: "text version",
    },
    Module {
        path: "aks",
        about: "facts about AKS; `limits.rs` has every number once, with its source",
        uses: "date",
    },
    Module {
        path: "source",
        about: "texts with spans and line tables; the limits on inputs",
        uses: "text",
    },
    Module {
        path: "text",
        about: "words and numbers for messages; escapes for terminals and other programs",
        uses: "",
    },
    Module {
        path: "date",
        about: "dates without a clock",
        uses: "",
    },
    Module {
        path: "version",
        about: "versions and version ranges",
        uses: "",
    },
];
