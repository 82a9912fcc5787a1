import { Page, Heading, Text } from "@fernway/ridge-ui";

/** The first page of ${{ values.name }}. */
export function Home() {
  return (
    <Page title={${{ values.title | dump }}}>
      <Heading level={1}>{${{ values.title | dump }}}</Heading>
      <Text>Replace this sentence with the one thing a visitor came for.</Text>
    </Page>
  );
}
