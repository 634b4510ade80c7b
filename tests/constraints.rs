//! The language of schema.yaml, by its properties, and on the real packs.

use packlint::internals::constraints::{FormatKind, parse};
use proptest::prelude::*;

use crate::support::{entries, packlint, run, shared};

/// A placeholder of a format, with texts that fit it.
fn placeholder() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        ("[a-z]{1,8}").prop_map(|text| ("${string}".to_owned(), text)),
        ("[a-z]{1,8}").prop_map(|text| ("${password}".to_owned(), text)),
        (0u32..9999).prop_map(|number| ("${number}".to_owned(), number.to_string())),
        (0u32..100, 0u32..100, 0u32..100).prop_map(|(min, more, at)| {
            let number = min + more * at / 100;
            (
                format!("${{number:[{min}-{}]}}", min + more),
                number.to_string(),
            )
        }),
        any::<bool>().prop_map(|value| ("${boolean}".to_owned(), value.to_string())),
        prop::collection::vec("[A-Za-z0-9.-]{1,6}", 1..4).prop_map(|options| (
            format!("${{list:[{}]}}", options.join(",")),
            options[0].clone()
        )),
        any::<[u8; 4]>()
            .prop_map(|[a, b, c, d]| ("${ipv4}".to_owned(), format!("{a}.{b}.{c}.{d}"))),
        (0u8..20, 0u8..20).prop_map(|(a, b)| ("${version}".to_owned(), format!("{a}.{b}.0"))),
        "[a-z]{1,4}".prop_map(|text| (
            format!("${{string:/^{text}{{2}}$/}}"),
            text.clone()
                + text
                    .chars()
                    .last()
                    .map(String::from)
                    .unwrap_or_default()
                    .as_str()
        )),
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic_and_errors_lie_inside(
        text in prop_oneof![
            ".{0,60}",
            r#"\{\{ ?(required|readonly|format|hints|\||"|\\"|\$\{|string|number|list|:|/|\[|\]|\}|,|-|[0-9]| |ä){0,24} ?\}\}"#,
        ],
    ) {
        if let Err(error) = parse(&text) {
            prop_assert!(error.span.start <= error.span.end && error.span.end <= text.len());
            prop_assert!(text.get(error.span.clone()).is_some());
            prop_assert!(!error.kind.to_string().is_empty());
        }
    }

    #[test]
    fn generated_templates_mean_what_they_say(
        (required, readonly) in any::<(bool, bool)>(),
        pieces in prop::collection::vec((placeholder(), "[ :_]{1,3}"), 1..4),
        hints in prop::collection::vec("[a-zA-Z |{}$]{0,12}", 0..3),
        blanks in "[ \t]{0,3}",
        is_escaped in any::<bool>(),
        turn in 0usize..4,
    ) {
        let (mut format, mut fits) = (String::new(), String::new());
        for (index, ((placeholder, text), between)) in pieces.iter().enumerate() {
            if index > 0 {
                format.push_str(between);
                fits.push_str(between);
            }
            format.push_str(placeholder);
            fits.push_str(text);
        }
        let quote = if is_escaped { "\\\"" } else { "\"" };
        let mut items = vec![format!("format {quote}{format}{quote}")];
        items.extend(required.then(|| "required".to_owned()));
        items.extend(readonly.then(|| "readonly".to_owned()));
        if !hints.is_empty() {
            let hints: Vec<_> = hints.iter().map(|hint| format!("{quote}{hint}{quote}")).collect();
            items.push(format!("hints{blanks} {}", hints.join(" ")));
        }
        let turn = turn % items.len();
        items.rotate_left(turn);
        let text = format!("{{{{{blanks}{}{blanks}}}}}", items.join(&format!("{blanks}|{blanks}")));
        let template = parse(&text);
        prop_assert!(template.is_ok(), "{text}: {template:?}");
        let template = template.expect("parsed");
        prop_assert_eq!((template.required, template.readonly), (required, readonly));
        prop_assert_eq!(&template.hints, &hints);
        let parsed = template.format.expect("a format");
        prop_assert_eq!(&parsed.text, &format);
        prop_assert!(parsed.accepts(&fits), "{} {}", format, fits);
    }
}

/// A regex made to explode is refused or matched in time, and a long text takes no longer than its
/// length.
#[test]
fn hostile_regexes_end() {
    let long = "a".repeat(200_000) + "!";
    let deep = "(".repeat(5_000) + &")".repeat(5_000);
    for pattern in [
        "(a+)+$",
        "(a|a)*$",
        "((a{1000}){1000}){1000}",
        "(a*)*b",
        &deep,
        "a{1,1000}{1,1000}",
    ] {
        let template = parse(&format!("{{{{ format \"${{string:/{pattern}/}}\" }}}}"));
        if let Ok(template) = template {
            template.format.expect("a format").accepts(&long);
        }
    }
}

#[test]
fn every_kind_of_format_is_named_once() {
    for kind in FormatKind::ALL {
        let argument = if kind == FormatKind::List { ":[a]" } else { "" };
        let text = format!("{{{{ format \"${{{}{argument}}}\" }}}}", kind.name());
        assert!(parse(&text).is_ok(), "{text}");
    }
}

#[test]
fn templates_of_real_packs_parse() {
    let Some(packs) = shared("corpus/packs") else {
        return;
    };
    let mut parsed = 0;
    for pack in entries(&packs) {
        let text = std::fs::read_to_string(pack.join("schema.yaml")).unwrap_or_default();
        for line in text.lines() {
            let Some(template) = line.trim().strip_prefix("schema: ") else {
                continue;
            };
            let template = template.trim().trim_matches('\'');
            assert!(parse(template).is_ok(), "{}: {template}", pack.display());
            parsed += 1;
        }
    }
    assert!(parsed >= 20, "only {parsed} templates");
}

/// The safe fix of macros without quotes: after it, the values are what was meant, and a second run
/// changes nothing.
#[test]
fn macros_are_quoted() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("values.yaml");
    let before = "charts:\n  a: {{ .spectro.var.a }} # why\n  b: [{{.b}}, x]\n  c: {{ .c | default 'd' }}\n  {{ .k }}: v\n";
    let after = "charts:\n  a: '{{ .spectro.var.a }}' # why\n  b: ['{{.b}}', x]\n  c: \"{{ .c | default 'd' }}\"\n  '{{ .k }}': v\n";
    std::fs::write(&file, before).expect("written");
    for _ in 0..2 {
        packlint(folder.path())
            .args(["check", "values.yaml", "--fix", "--no-config"])
            .assert()
            .success();
        assert_eq!(std::fs::read_to_string(&file).expect("read"), after);
    }
    let run = run(
        folder.path(),
        &["check", "values.yaml", "--format", "concise"],
    );
    assert_eq!(run.stdout, "");
}

/// Lists of aliases to lists of aliases have more items than anybody can look at.
#[test]
fn a_path_into_aliases_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut values = "a0: &a0 [x, y]\n".to_owned();
    for level in 1..12 {
        let items = format!("*a{}", level - 1);
        let items = [items.as_str(); 20].join(", ");
        values.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    let path = format!("a11{}", ".$[]".repeat(12));
    let schema = format!("{path}:\n  schema: '{{{{ format \"${{list:[x]}}\" }}}}'\n");
    let manifest = r#"{"name": "a", "displayName": "A", "version": "1.0.0", "layer": "addon", "addonType": "monitoring"}"#;
    for (name, text) in [
        ("pack.json", manifest),
        ("values.yaml", &values),
        ("schema.yaml", &schema),
    ] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let arguments = [
        "check",
        ".",
        "--format",
        "concise",
        "--select",
        "constraint-format",
    ];
    let run = run(folder.path(), &arguments);
    assert_eq!(run.rules(), ["constraint-format"], "{run:?}");
}

/// What is wrong with the files themselves has the findings that every file has; suppressions work.
#[test]
fn broken_and_suppressed_files() {
    let manifest = r#"{"name": "a", "displayName": "A", "version": "1.0.0", "layer": "addon", "addonType": "monitoring"}"#;
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("schema.yaml"), "a: 1\n").expect("written");
    let rules_of = |prepare: &dyn Fn(&std::path::Path)| {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("pack.json"), manifest).expect("written");
        std::fs::write(folder.path().join("values.yaml"), "pack: {}\n").expect("written");
        prepare(folder.path());
        let run = run(folder.path(), &["check", ".", "--format", "concise"]);
        let form = [
            "yaml",
            "not-a-",
            "encoding",
            "constraint",
            "preset",
            "unused",
            "unknown",
        ];
        let is_of_form = |rule: &&str| form.iter().any(|start| rule.starts_with(start));
        let rules = run.rules().into_iter().filter(is_of_form);
        rules.map(str::to_owned).collect::<Vec<_>>()
    };
    for name in ["schema.yaml", "presets.yaml"] {
        let write = |text: &'static [u8]| {
            rules_of(&move |folder| std::fs::write(folder.join(name), text).expect("written"))
        };
        assert_eq!(write(b"a: [\n"), ["yaml-syntax"], "{name}");
        assert_eq!(write(b"a: \xff\n"), ["encoding"], "{name}");
        assert_eq!(write(b""), [""; 0], "{name}");
        assert_eq!(write(b"# nothing\n---\n"), [""; 0], "{name}");
        let made = rules_of(&|folder| std::fs::create_dir(folder.join(name)).expect("made"));
        assert_eq!(made, ["not-a-regular-file"], "{name}");
        #[cfg(unix)]
        {
            let link = |folder: &std::path::Path| {
                let target = outside.path().join("schema.yaml");
                std::os::unix::fs::symlink(target, folder.join(name)).expect("linked");
            };
            assert_eq!(rules_of(&link), ["not-a-regular-file"], "{name}");
        }
    }
    let suppressed = |folder: &std::path::Path| {
        let text =
            "pack.a:\n  # packlint: ignore[constraint-template] theirs\n  schema: '{{ a }}'\n";
        std::fs::write(folder.join("schema.yaml"), text).expect("written");
        let text = "# packlint: ignore[preset-form]\npresets: {}\n";
        std::fs::write(folder.join("presets.yaml"), text).expect("written");
    };
    assert_eq!(rules_of(&suppressed), [""; 0]);
}

/// A pack by itself is checked with the variables of the command line.
#[test]
fn variables_of_the_command_line_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = r#"{"name": "a", "displayName": "A", "version": "1.0.0", "layer": "addon", "addonType": "monitoring"}"#;
    let schema = "pack.port:\n  schema: '{{ required | format \"${number:[1-9]}\" }}'\n";
    for (name, text) in [
        ("pack.json", manifest),
        ("values.yaml", "pack:\n  port: '{{.spectro.var.port}}'\n"),
        ("schema.yaml", schema),
    ] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let rules = |variable: &str| {
        let select = ["--select", "constraint-format", "--var", variable];
        let arguments = [&["check", ".", "--format", "concise"][..], &select].concat();
        let run = run(folder.path(), &arguments);
        run.rules().join(" ")
    };
    assert_eq!(rules("port=5"), "");
    assert_eq!(rules("port=50"), "constraint-format");
    assert_eq!(rules("other=50"), "");
}
