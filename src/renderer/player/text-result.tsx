import { useWords } from '../words/use-words.ts';

/** A text that a node has made, to be read and copied. */
export function TextResult({ text }: { text: string }) {
  const words = useWords();
  return (
    <div className="text-result">
      <p>{text}</p>
      <button type="button" className="link" onClick={() => void navigator.clipboard.writeText(text)}>
        {words.player.copy}
      </button>
    </div>
  );
}
