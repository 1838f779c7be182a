import ts from 'typescript';

/** Attributes and properties whose value a person sees or hears. */
const spoken =
  /^(header|headerText|title|label|text|textToDisplay|description|placeholder|things|what|about|reason|stale|content|alt|emptyText|secondaryText|disabledReason|categoryTitle|errorText|constraintText|aria-label|.*(AriaLabel|ariaLabel|Label|Placeholder|SuccessText|ErrorText|LoadingText|loadingText|countText))$/;

const hasWord = (text: string) => /\p{L}{2,}/u.test(text);

/** Texts in a source that a person would see and that are in no catalogue, as `line: text`. */
export function visibleLiterals(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, true, path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found: string[] = [];
  const report = (node: ts.Node, text: string) => {
    if (hasWord(text)) found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text.trim()}`);
  };
  const read = (node: ts.Node | undefined): void => {
    if (node === undefined) return;
    if (ts.isStringLiteralLike(node)) report(node, node.text);
    else if (ts.isTemplateExpression(node)) report(node, [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join(''));
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(read);
    else if (ts.isBinaryExpression(node)) {
      if (!isComparison(node.operatorToken.kind)) [node.left, node.right].forEach(read);
    } else if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) read(node.expression);
    else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) read(node.body);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) report(node, node.text);
    else if (ts.isJsxExpression(node) && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) read(node.expression);
    else if (ts.isJsxAttribute(node) && spoken.test(node.name.getText())) read(node.initializer);
    else if (ts.isPropertyAssignment(node) && spoken.test(node.name.getText())) read(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isComparison(kind: ts.SyntaxKind): boolean {
  return [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken, ts.SyntaxKind.LessThanToken, ts.SyntaxKind.GreaterThanToken].includes(kind);
}
