/** What of a template is searched. */
interface Searched {
  template: string;
  title: string;
  description: string;
  tags: readonly string[];
  outline: readonly { title: string }[];
}

/** Templates in whose words each of the typed words begins somewhere, case aside. */
export function searchTemplates<Row extends Searched>(templates: readonly Row[], typed: string): Row[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter((row) => {
    const text = [
      row.template,
      row.title,
      row.description,
      ...row.tags,
      ...row.outline.map((one) => one.title),
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
