/** A note in the margin of an issue. */
export function Margin({ title, children }) {
  return (
    <aside>
      <h4>{title}</h4>
      {children}
    </aside>
  );
}
