import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts } from "../pieces/facts.tsx";
import { Failure } from "../pieces/failure.tsx";
import { fullTime } from "../pieces/full-time.ts";
import { IdText } from "../pieces/id-text.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { Panel } from "../pieces/panel.tsx";
import { Tags } from "../pieces/tags.tsx";
import { FlowRunList } from "../runs/flow-run-list.tsx";
import { apiQuery } from "../server/query.ts";

const route = getRouteApi("/flows/flow/$id");

/** One flow and its runs. */
export function FlowPage() {
  const { id } = route.useParams();
  const flow = useQuery(apiQuery("GET /flows/{id:uuid}", { params: { id } }));
  if (flow.error) return <Failure error={flow.error} onRetry={() => void flow.refetch()} />;
  if (!flow.data) return <Skeleton height={200} />;
  const { name, created, tags } = flow.data;
  return (
    <Stack>
      <PageHeader title={name} trail={<Link to="/flows">Flows</Link>} beside={<Tags tags={tags} />} />
      <Panel>
        <Facts
          facts={[
            ["Id", <IdText key="id" id={id} />],
            ["First seen", created && fullTime(created)],
          ]}
        />
      </Panel>
      <FlowRunList filters={{ flows: { id: { any_: [id] } } }} empty={{ title: "This flow has not run yet" }} />
    </Stack>
  );
}
