//! Palette's `{{ … }}` without quotes: read as mappings in mappings, or not at all.

use packlint::internals::syntax::{Node, SyntaxProblemKind, YamlCause};

use super::{parse, tree};

/// The unquoted macros that a text parses to.
fn recognised(text: &str) -> Vec<String> {
    let tree = tree(text);
    let macros = tree.nodes().filter(|node| node.is_unquoted_macro());
    macros.map(|node| Node::raw(node).to_owned()).collect()
}

/// The macro that the only problem of a text is put down to.
fn blamed(text: &str) -> Option<String> {
    let problems = parse(text).problems;
    let [problem] = problems.as_slice() else {
        panic!("{text}: {problems:?}");
    };
    match &problem.kind {
        SyntaxProblemKind::Yaml { cause, .. } => cause
            .filter(|(cause, _)| *cause == YamlCause::UnquotedMacro)
            .map(|(_, span)| span.slice(text).to_owned()),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_parses_is_recognised_by_its_shape() {
    for text in [
        "{{.spectro.var.x}}",
        "{{ .x | upper }}",
        "{{ default \"x\" .y }}",
        "{{ .x | default \"a: b\" }}",
        "{{ default \"a, b\" .y }}",
        "{{ toYaml .x | indent 2 }}",
    ] {
        assert_eq!(recognised(&format!("a: {text}\n")), [text]);
        assert_eq!(recognised(&format!("a: {text} # comment\nb: 1\n")), [text]);
        assert_eq!(recognised(&format!("- {text}\n- {text}\n")), [text, text]);
        assert_eq!(
            recognised(&format!("[{text}, {{a: {text} }}]")),
            [text, text]
        );
        assert_eq!(recognised(&format!("{text}: a\n")), [text]);
        assert_eq!(recognised(text), [text]);
    }
    for text in [
        "a: '{{ .x }}'",
        "a: \"{{ .x }}\"",
        "a: x {{ .x }}",
        "a: |\n  {{ .x }}",
        "a: {b: {c: d}}",
        "a: { {b: c}: d }",
        "a: {}",
        "a: # {{ .x }}",
    ] {
        assert_eq!(recognised(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_does_not_parse_is_put_down_to_the_macro() {
    for (text, found) in [
        ("a: {{ .x }}-y\nb: 1\n", "{{ .x }}"),
        ("a: {{ .x }}{{ .y }}\n", "{{ .x }}"),
        ("a: {{ .x }}:80\nb: 1\n", "{{ .x }}"),
        ("a: {{ .x }}/b # c\n", "{{ .x }}"),
        ("a: {{ \"x\" | quote }}\nb: 1\n", "{{ \"x\" | quote }}"),
        (
            "a: {{ printf \"%s, %s\" .a .b }}\n",
            "{{ printf \"%s, %s\" .a .b }}",
        ),
        ("a: {{- .x -}}\nb: 1\n", "{{- .x -}}"),
        (
            "a: {{ if eq .x \"y\" }}z{{ end }}\n",
            "{{ if eq .x \"y\" }}",
        ),
        ("- {{ .x }}-y\n- z\n", "{{ .x }}"),
        ("[{{ .x }}-y, b]\n", "{{ .x }}"),
        ("{a: {{ .x }}-y}\n", "{{ .x }}"),
        ("a: [{{ .x }}, {{ .y }}-z]\n", "{{ .y }}"),
        ("{{ .x }}-y: v\n", "{{ .x }}"),
        ("a: {{ .x\nb: 1\n", "{{ .x"),
        ("a: {{ .x }\nb: 1\n", "{{ .x }"),
        ("{{ .x }} y\n", "{{ .x }}"),
        ("{{ .x }}y: z\n", "{{ .x }}"),
        ("{{ if .x }}\na: b\n", "{{ if .x }}"),
        ("a:\n  {{ .x }}\n  b: 1\n", "{{ .x }}"),
        ("a:\n- b\n{{ .x }}\nc: 1\n", "{{ .x }}"),
        ("a: {{ .x }}-y\r\nb: 1\r\n", "{{ .x }}"),
    ] {
        assert_eq!(blamed(text).as_deref(), Some(found), "{text}");
    }
}

#[test]
fn other_mistakes_are_not_put_down_to_a_macro_near_by() {
    for text in [
        "a: {{ .x }}\nb: ]\n",
        "a: \"{{ .x }}\" y\n",
        "a: x {{ .y }}\nb: ]\n",
        "a: [{{ .x }}, \"b\" c]\n",
        "a:\n  {{ .x }}\nb: ]\n",
        "a: \"x: {{ .x }}\" y\n",
        "b: ]\na: {{ .x }}-y\n",
    ] {
        assert_eq!(blamed(text), None, "{text}");
    }
}
