export const metadata = { title: "app", icons: { icon: "data:," } };

export default ({ children }) => (
  <html lang="en">
    <body>{children}</body>
  </html>
);
