/** The motif: the planned way straight and dashed, the walked one organic and solid. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 28 28" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M4 24 24 4" strokeWidth="1.4" strokeDasharray="2 3" opacity=".7" />
      <path d="M4 24C10 24 8 14 14 14S20 6 24 4" strokeWidth="3.2" strokeLinecap="round" />
    </svg>
  );
}

/** The motif as a picture of what will be here. */
export function PathPicture() {
  return (
    <svg width="280" height="96" viewBox="0 0 280 96" fill="none" aria-hidden="true">
      <path d="M12 48H268" stroke="var(--mute)" strokeWidth="1.2" strokeDasharray="4 6" />
      <path
        d="M28 48C70 48 64 30 102 32S150 70 186 64s34-22 66-18"
        stroke="var(--green)"
        strokeWidth="7"
        strokeLinecap="round"
        opacity=".8"
      />
      {[
        [28, 48, 11],
        [102, 32, 9],
        [186, 64, 7.5],
        [252, 46, 6],
      ].map(([x, y, r]) => (
        <circle key={x} cx={x} cy={y} r={r} fill="var(--green)" />
      ))}
    </svg>
  );
}
