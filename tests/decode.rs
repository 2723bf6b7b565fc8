//! A token is found in every encoding that people and tools wrap it in, with the place of its encoded form.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use beartrap::blob::{Blob, Origin, RelPath};
use beartrap::finding::Finding;
use beartrap::inspect::Inspector;
use beartrap::rule::RuleSet;
use beartrap::secret::FingerprintKey;

/// A made-up token of a format without a checksum.
fn token() -> String {
    ["gsk_", "c7Lq2xVtR9mKb4WzY1nPd8HsJ6", "gFa3Te5UoXiQv0MkBrNwZy1Cj2"].concat()
}

fn find(bytes: &[u8]) -> Vec<Finding> {
    let rules = RuleSet::builtin();
    let origin = Origin::file(RelPath::new(b"file.txt"));
    Inspector::new(&rules, FingerprintKey::default()).inspect(Blob { bytes, origin: &origin }).findings
}

/// Asserts that `text` holds the token in `encoded`, decoded through `layers`.
fn assert_found(text: &str, encoded: &str, layers: &[&str]) {
    let found = find(text.as_bytes());
    let finding =
        found.iter().find(|f| f.rule == "groq-api-key").unwrap_or_else(|| panic!("not found in {layers:?}"));
    assert_eq!(finding.decoded, layers);
    let start = text.find(encoded).expect("the encoded form is in the text");
    let span = finding.location.span;
    assert!(start <= span.start && span.end <= start + encoded.len(), "{layers:?}: {span:?}");
    let secret_line = text[span.start..span.end].lines().next().expect("a span is not empty");
    assert!(!finding.line_text.contains(secret_line), "{layers:?}: the encoded form is shown");
}

#[test]
fn plain_and_behind_an_escape() {
    let token = token();
    assert_found(&format!("KEY={token}\n"), &token, &[]);
    assert_found(&format!("\"line\\n{token}\\n\""), &token, &[]);
    assert_found(&format!("https://h/?k%3D{token}&x=1"), &token, &[]);
}

#[test]
fn base64_and_its_kin() {
    let inner = format!("{{\"groq\":\"{}\"}}", token());
    let standard = STANDARD.encode(&inner);
    assert_found(&format!("data:\n  config: {standard}\n"), &standard, &["base64"]);
    let url = URL_SAFE_NO_PAD.encode(&inner);
    assert_found(&format!("x = '{url}'"), &url, &["base64"]);
    let twice = STANDARD.encode(&standard);
    assert_found(&format!("x: {twice}"), &twice, &["base64", "base64"]);
    let hex: String = inner.bytes().map(|b| format!("{b:02x}")).collect();
    assert_found(&format!("blob={hex};"), &hex, &["hex"]);
}

#[test]
fn wrapped_base64() {
    let encoded = STANDARD.encode(format!("{} {} and some text behind it", "x y".repeat(30), token()));
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(64).map(|c| std::str::from_utf8(c).expect("ASCII")).collect();
    let block = lines.join("\n    ");
    assert_found(&format!("value: |\n    {block}\n"), &block, &["base64"]);
}

#[test]
fn gzip_in_base64() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writeln!(packer, "chart values: groq: {}", token()).expect("writing to memory");
    let encoded = STANDARD.encode(packer.finish().expect("writing to memory"));
    assert_found(&format!("release: {encoded}\n"), &encoded, &["gzip"]);
    let twice = STANDARD.encode(&encoded);
    assert_found(&format!("release: {twice}\n"), &twice, &["base64", "gzip"]);
}

#[test]
fn escapes() {
    let token = token();
    let hex: String = token.bytes().map(|b| format!("\\x{b:02x}")).collect();
    assert_found(&format!("s = \"{hex}\""), &hex, &["escapes"]);
    let unicode: String = token.bytes().map(|b| format!("\\u{b:04x}")).collect();
    assert_found(&format!("s = \"{unicode}\""), &unicode, &["escapes"]);
    let percent: String = token.bytes().map(|b| format!("%{b:02X}")).collect();
    assert_found(&format!("/?t={percent}"), &percent, &["escapes"]);
    let entities: String = token.bytes().map(|b| format!("&#{b};")).collect();
    assert_found(&format!("<p>{entities}</p>"), &entities, &["escapes"]);
}

#[test]
fn utf16_has_the_columns_of_its_text() {
    let text = format!("first line\r\nKEY = {}\r\n", token());
    for mark in ["", "\u{feff}"] {
        let bytes: Vec<u8> = format!("{mark}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let found = find(&bytes);
        let finding = found.iter().find(|f| f.rule == "groq-api-key").expect("found");
        assert_eq!(finding.decoded, ["utf-16"]);
        assert_eq!((finding.location.start.line.get(), finding.location.start.column.get()), (2, 7));
        assert_eq!(finding.line_text, "KEY = ********");
        let span = finding.location.span;
        let raw: Vec<u8> = token().encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(&bytes[span.start..span.end], raw);
    }
}

#[test]
fn deep_nesting_ends() {
    let mut text = token();
    for _ in 0..10 {
        text = STANDARD.encode(format!("nested: {text}"));
    }
    assert!(find(text.as_bytes()).is_empty(), "deeper than the limit");
}

#[test]
fn values_in_pieces() {
    let token = token();
    let (a, b) = token.split_at(20);
    for joint in
        ["\" + \"", "\"\n    + \"", "\" +\n    \"", "\"\n    \"", "\\\n", "\" \\\n  \"", "' . '", "' .. '"]
    {
        let pieces = format!("{a}{joint}{b}");
        let quote = if joint.contains('\'') { '\'' } else { '"' };
        assert_found(&format!("const x = {quote}{pieces}{quote};\n"), &pieces, &["pieces"]);
    }
    // No piece of it looks random by itself.
    let named = format!("String apiKey = \"{}\"\n  + \"{}\";", &token[..14], &token[14..]);
    assert_found(&named, &named[17..named.len() - 2], &["pieces"]);
    for apart in ["\", \"", "\" \"", "\" + x + \"", "\" == \""] {
        let found = find(format!("const x = \"{a}{apart}{b}\";\n").as_bytes());
        assert!(found.iter().all(|f| f.rule != "groq-api-key"), "{apart}");
    }
}

#[test]
fn what_stands_before_base64_names_what_is_in_it() {
    let secret = STANDARD.encode(["4f8a1c9e7b2d6053", "e8f1a7c4b9d2063f"].concat());
    let manifest = |name: &str| format!("kind: Secret\nmetadata:\n  name: app\ndata:\n  {name}: {secret}\n");
    let rules = |text: &str| find(text.as_bytes()).into_iter().map(|f| f.rule).collect::<Vec<_>>();
    assert_eq!(rules(&manifest("DATADOG_API_KEY")), ["datadog-api-key"]);
    assert!(!rules(&manifest("OTHER_API_KEY")).contains(&"datadog-api-key".to_owned()));
}
