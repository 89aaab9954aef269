// The script editor: CodeMirror 6 behind a small surface. Bundled by itself and loaded when a script is opened.

import { EditorState, Compartment } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { autocompletion, completionKeymap, ifNotIn } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { tags } from "@lezer/highlight";

const KEYWORDS = new Set("fn let const if else switch return true false throw try catch for in while loop do until break continue private this".split(" "));
/** What the host gives scripts; `words` adds its functions. */
const HOST = new Set(["base", "p"]);

/** Rhai, as far as colours need it. */
const rhai = StreamLanguage.define({
  name: "rhai",
  startState: () => ({ comment: 0 }),
  token(stream, state) {
    if (state.comment > 0 || stream.match("/*")) {
      if (state.comment === 0) state.comment = 1;
      while (!stream.eol()) {
        if (stream.match("*/")) {
          state.comment = 0;
          return "comment";
        }
        stream.next();
      }
      return "comment";
    }
    if (stream.eatSpace()) return null;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^[0-9][0-9_]*(?:\.[0-9]+)?/)) return "number";
    const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u);
    if (word) {
      if (KEYWORDS.has(word[0])) return "keyword";
      if (HOST.has(word[0])) return "variableName.special";
      return stream.match(/^\s*\(/, false) ? "variableName.function" : "variableName";
    }
    stream.next();
    return "operator";
  },
  tokenTable: {
    "variableName.special": tags.special(tags.variableName),
    "variableName.function": tags.function(tags.variableName),
  },
  languageData: { commentTokens: { line: "//", block: { open: "/*", close: "*/" } } },
});

/** TOML, as far as colours need it. */
const toml = StreamLanguage.define({
  name: "toml",
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    if (stream.sol() && stream.match(/^\[[^\]]*\]+/)) return "keyword";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^(?:true|false)\b/)) return "keyword";
    if (stream.match(/^-?[0-9][0-9_.:T-]*/)) return "number";
    if (stream.match(/^[A-Za-z_][A-Za-z0-9_-]*/)) return "variableName";
    stream.next();
    return "operator";
  },
  languageData: { commentTokens: { line: "#" } },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "#7a1f7a", fontWeight: "600" },
  { tag: tags.comment, color: "#4a5866", fontStyle: "italic" },
  { tag: tags.string, color: "#1b6b3a" },
  { tag: tags.number, color: "#8a3b00" },
  { tag: tags.special(tags.variableName), color: "#0a5a66", fontWeight: "600" },
  { tag: tags.function(tags.variableName), color: "#174ea6" },
]);

const theme = EditorView.theme({
  "&": { height: "100%", fontSize: "15px", backgroundColor: "#fff" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-gutters": { backgroundColor: "#f3f5f7", color: "#4a5866", borderRight: "1px solid #d7dde3" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "#eef5f6" },
  ".cm-panels, .cm-tooltip": { fontFamily: "var(--sans)", fontSize: "14px" },
  ".cm-panels": { backgroundColor: "#f3f5f7", color: "#1a2530", borderBottom: "1px solid #d7dde3" },
  ".cm-panel.cm-search": { display: "flex", flexWrap: "wrap", alignItems: "center", gap: "6px", padding: "8px 32px 8px 8px" },
  ".cm-panel.cm-search br": { display: "none" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label": { fontFamily: "var(--sans)", fontSize: "14px", margin: "0" },
  ".cm-panel.cm-search .cm-textfield, .cm-panel.cm-search .cm-button": { minHeight: "32px", padding: "0 10px", border: "1px solid #98a5b1", borderRadius: "6px", background: "#fff", color: "#1a2530" },
  ".cm-panel.cm-search [name=close]": { top: "8px", right: "8px", fontSize: "18px" },
});

/** What CodeMirror says, in Chinese. */
const CHINESE = {
  Find: "查找",
  Replace: "替换",
  next: "下一个",
  previous: "上一个",
  all: "全部",
  "match case": "区分大小写",
  regexp: "正则",
  "by word": "整词",
  replace: "替换",
  "replace all": "全部替换",
  close: "关闭",
  Diagnostics: "问题",
  "No diagnostics": "没有问题",
  Completions: "可用的词",
};

/**
 * Opens an editor of `file` in `parent`. Tab moves on, as it does in every other field of the page; indentation follows Enter.
 * `words`, `[{ label, type, detail, info }]`, are offered as one types; `onChange` hears of every edit by the person.
 */
export function open(parent, file, text, label, chinese, readOnly, words, onChange) {
  const known = () => words.forEach((word) => word.type === "function" && HOST.add(word.label));
  known();
  const offer = (context) => {
    const typed = context.matchBefore(/[\p{L}_][\p{L}\p{N}_.]*/u);
    if (!typed && !context.explicit) return null;
    return { from: typed ? typed.from : context.pos, options: words, validFor: /^[\p{L}\p{N}_.]*$/u };
  };
  const editable = new Compartment();
  const lock = (locked) => [EditorState.readOnly.of(locked), EditorView.editable.of(true)];
  let quiet = false;
  // In a shadow root CodeMirror adopts its style sheets, where in the document it would write inline styles, which the
  // page's content-security policy refuses.
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search({ top: true }),
        lintGutter(),
        autocompletion({ override: [ifNotIn(["comment", "string"], offer)], icons: false }),
        keymap.of([...completionKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap]),
        file.endsWith(".toml") ? toml : rhai,
        syntaxHighlighting(colours),
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
        chinese ? EditorState.phrases.of(CHINESE) : [],
        editable.of(lock(readOnly)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !quiet) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    /** Replaces the text, as one step that can be undone. */
    set(text) {
      if (view.state.doc.toString() === text) return;
      quiet = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      quiet = false;
    },
    /** Offers other words from now on. */
    words(now) {
      words = now;
      known();
    },
    lock(locked) {
      view.dispatch({ effects: editable.reconfigure(lock(locked)) });
    },
    /** `faults`: `[{ line, column, message }]`, both from 1, column 0 for the whole line. */
    mark(faults) {
      const doc = view.state.doc;
      const found = faults.map(({ line, column, message }) => {
        const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
        const from = Math.min(at.from + Math.max(column - 1, 0), at.to);
        const word = /^[\p{L}\p{N}_]+/u.exec(doc.sliceString(from, at.to));
        return { from: column > 0 ? from : at.from, to: word && column > 0 ? from + word[0].length : at.to, severity: "error", message };
      });
      view.dispatch(setDiagnostics(view.state, found));
      // The list of faults below takes room from the editor: the line being typed stays in view.
      if (view.hasFocus) requestAnimationFrame(() => view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head) }));
    },
    /** Goes to a line, the keyboard too. */
    show(line) {
      const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: "center" }) });
      view.focus();
    },
    close() {
      view.destroy();
    },
  };
}
