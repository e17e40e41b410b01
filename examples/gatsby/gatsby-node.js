const path = require('node:path');

exports.createPages = async ({ graphql, actions }) => {
  const { data } = await graphql(`
    {
      allMdx(filter: { frontmatter: { draft: { ne: true } } }) {
        nodes {
          id
          frontmatter {
            path
          }
          internal {
            contentFilePath
          }
        }
      }
    }
  `);
  const template = path.resolve('src/templates/issue.jsx');
  for (const { id, frontmatter, internal } of data.allMdx.nodes) {
    actions.createPage({
      path: frontmatter.path,
      component: `${template}?__contentFilePath=${internal.contentFilePath}`,
      context: { id },
    });
  }
};
