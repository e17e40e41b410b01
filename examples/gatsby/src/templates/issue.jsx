import { MDXProvider } from '@mdx-js/react';
import { graphql } from 'gatsby';
import { Margin } from '../components/margin.jsx';

export default function Issue({ data, children }) {
  const { title, date } = data.mdx.frontmatter;
  return (
    <main>
      <h1>{title}</h1>
      <time>{date}</time>
      <MDXProvider components={{ Margin }}>{children}</MDXProvider>
    </main>
  );
}

export const query = graphql`
  query ($id: String!) {
    mdx(id: { eq: $id }) {
      frontmatter {
        title
        date(formatString: "D MMMM YYYY")
      }
    }
  }
`;
