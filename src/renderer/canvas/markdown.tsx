import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';

/** Markdown as elements. HTML in it is shown as the text that it is, and pictures by their names: a note loads nothing. */
export function Markdown({ text }: { text: string }) {
  return <>{tokens(lexer(text, { gfm: true, breaks: true }))}</>;
}

function tokens(list: readonly Token[] | undefined): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: the whole text is read again whenever it changes.
  return (list ?? []).map((token, index) => <Fragment key={index}>{element(token)}</Fragment>);
}

function element(token: Token): ReactNode {
  switch (token.type) {
    case 'heading':
      return <Heading {...(token as Tokens.Heading)} />;
    case 'paragraph':
      return <p>{tokens(token.tokens)}</p>;
    case 'blockquote':
      return <blockquote>{tokens(token.tokens)}</blockquote>;
    case 'list':
      return <List {...(token as Tokens.List)} />;
    case 'code':
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      );
    case 'table':
      return <Table {...(token as Tokens.Table)} />;
    case 'hr':
      return <hr />;
    case 'strong':
      return <strong>{tokens(token.tokens)}</strong>;
    case 'em':
      return <em>{tokens(token.tokens)}</em>;
    case 'del':
      return <del>{tokens(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return <Link {...(token as Tokens.Link)} />;
    case 'space':
      return null;
    case 'text':
      return token.tokens ? tokens(token.tokens) : token.text;
    case 'escape':
    case 'image':
      return token.text;
    default:
      return token.raw;
  }
}

function Heading({ depth, tokens: inner }: Tokens.Heading) {
  // The page has headings of its own above these.
  const Name = (['h4', 'h5', 'h6'] as const)[Math.min(depth, 3) - 1] ?? 'h6';
  return <Name>{tokens(inner)}</Name>;
}

function List({ ordered, start, items }: Tokens.List) {
  const lines = items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the whole text is read again whenever it changes.
    <li key={index}>
      {item.task && <span aria-hidden="true">{item.checked ? '☑ ' : '☐ '}</span>}
      {tokens(item.tokens)}
    </li>
  ));
  return ordered ? <ol start={Number(start) || 1}>{lines}</ol> : <ul>{lines}</ul>;
}

function Table({ header, rows }: Tokens.Table) {
  const cells = (row: readonly Tokens.TableCell[], Cell: 'th' | 'td') =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the whole text is read again whenever it changes.
    row.map((cell, index) => <Cell key={index}>{tokens(cell.tokens)}</Cell>);
  return (
    <table>
      <thead>
        <tr>{cells(header, 'th')}</tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the whole text is read again whenever it changes.
          <tr key={index}>{cells(row, 'td')}</tr>
        ))}
      </tbody>
    </table>
  );
}

function Link({ href, tokens: inner }: Tokens.Link) {
  if (!/^https?:\/\//i.test(href)) return <>{tokens(inner)}</>;
  return (
    <a className="nodrag" href={href} target="_blank" rel="noreferrer noopener">
      {tokens(inner)}
    </a>
  );
}
