package deployment

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"testing"
	"time"

	apps "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/record"
	"k8s.io/kubernetes/pkg/decisions"
)

// As `rollouts-as-kubernetes.test.ts` tells it. Times are in seconds.
type rollout struct {
	fences
	Replicas        int32
	Type            string
	MinReadySeconds int
	EndsAfter       int
	ReadyAfter      [][]int
	Unready         [][3]int
	Events          []event
}

type event struct {
	at   int
	act  string
	what int
}

func (e *event) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&e.at, &e.act, &e.what})
}

type scriptedPod struct {
	set            string
	template, born int
	ready          bool
	readySince     int
	// When it has ended; 0: it was not deleted.
	endsAt int
}

func (r rollout) isReady(pod *scriptedPod, second int) bool {
	for _, out := range r.Unready {
		if out[0] == pod.template && second >= out[1] && second < out[2] {
			return false
		}
	}
	return second >= pod.born+r.ReadyAfter[pod.template][pod.born%5]
}

// A cluster with a deployment controller, in which ReplicaSets and pods are played.
type cluster struct {
	rollout
	t          *testing.T
	client     *fake.Clientset
	informers  informers.SharedInformerFactory
	controller *DeploymentController
	pods       []*scriptedPod
}

func (c *cluster) must(err error) {
	if err != nil {
		c.t.Fatal(err)
	}
}

func template(index int) v1.PodTemplateSpec {
	template := v1.PodTemplateSpec{Spec: v1.PodSpec{Containers: []v1.Container{{Name: "web", Image: strconv.Itoa(index)}}}}
	template.Labels = map[string]string{"app": "web"}
	return template
}

func newCluster(t *testing.T, given rollout) *cluster {
	deployment := deploymentOf(given.Replicas, given.fences)
	deployment.UID, deployment.Generation = "web", 1
	limit := int32(100)
	deployment.Spec.MinReadySeconds, deployment.Spec.RevisionHistoryLimit, deployment.Spec.Template = int32(given.MinReadySeconds), &limit, template(0)
	if given.Type != "" {
		deployment.Spec.Strategy = apps.DeploymentStrategy{Type: apps.DeploymentStrategyType(given.Type)}
	}
	client := fake.NewSimpleClientset(deployment)
	factory := informers.NewSharedInformerFactory(client, 0)
	controller, err := NewDeploymentController(context.TODO(), factory.Apps().V1().Deployments(), factory.Apps().V1().ReplicaSets(), factory.Core().V1().Pods(), client)
	if err != nil {
		t.Fatal(err)
	}
	controller.eventRecorder = &record.FakeRecorder{}
	return &cluster{given, t, client, factory, controller, nil}
}

func (c *cluster) deployment() *apps.Deployment {
	deployment, err := c.client.AppsV1().Deployments("default").Get(context.TODO(), "web", metav1.GetOptions{})
	c.must(err)
	return deployment.DeepCopy()
}

func (c *cluster) sets() []apps.ReplicaSet {
	list, err := c.client.AppsV1().ReplicaSets("default").List(context.TODO(), metav1.ListOptions{})
	c.must(err)
	return list.Items
}

func (c *cluster) active(set string) []*scriptedPod {
	active := []*scriptedPod{}
	for _, pod := range c.pods {
		if pod.set == set && pod.endsAt == 0 {
			active = append(active, pod)
		}
	}
	return active
}

func templateOf(set apps.ReplicaSet) int {
	index, _ := strconv.Atoi(set.Spec.Template.Spec.Containers[0].Image)
	return index
}

func (c *cluster) movePods(second int) {
	left := []*scriptedPod{}
	for _, pod := range c.pods {
		if pod.endsAt != 0 && second >= pod.endsAt {
			continue
		}
		if ready := c.isReady(pod, second); ready != pod.ready {
			pod.ready, pod.readySince = ready, second
		}
		left = append(left, pod)
	}
	c.pods = left
}

func (c *cluster) act(second int) {
	deployment := c.deployment()
	for _, it := range c.Events {
		if it.at != second {
			continue
		}
		deployment.Generation++
		if it.act == "apply" {
			deployment.Spec.Template = template(it.what)
		} else {
			replicas := int32(it.what)
			deployment.Spec.Replicas = &replicas
		}
	}
	_, err := c.client.AppsV1().Deployments("default").Update(context.TODO(), deployment, metav1.UpdateOptions{})
	c.must(err)
}

// The status of each set, and what the controller's informers hold.
func (c *cluster) observe(second int) {
	sets, pods := []any{}, []any{}
	for index, set := range c.sets() {
		if set.UID == "" {
			set.UID, set.CreationTimestamp = types.UID(set.Name), metav1.NewTime(time.Unix(int64(1000+len(c.sets())), 0))
		}
		active := c.active(set.Name)
		set.Status = apps.ReplicaSetStatus{Replicas: int32(len(active))}
		for _, pod := range active {
			if pod.ready {
				set.Status.ReadyReplicas++
			}
			if pod.ready && second-pod.readySince >= c.MinReadySeconds {
				set.Status.AvailableReplicas++
			}
		}
		updated, err := c.client.AppsV1().ReplicaSets("default").Update(context.TODO(), &set, metav1.UpdateOptions{})
		c.must(err)
		sets = append(sets, updated)
		for number, it := range c.pods {
			if it.set == set.Name {
				pod := &v1.Pod{Status: v1.PodStatus{Phase: v1.PodRunning}}
				pod.Name, pod.Namespace, pod.Labels = fmt.Sprint(index, "-", number), "default", map[string]string{"app": "web"}
				pod.OwnerReferences = []metav1.OwnerReference{*metav1.NewControllerRef(&set, apps.SchemeGroupVersion.WithKind("ReplicaSet"))}
				pods = append(pods, pod)
			}
		}
	}
	c.must(c.informers.Apps().V1().Deployments().Informer().GetIndexer().Replace([]any{c.deployment()}, ""))
	c.must(c.informers.Apps().V1().ReplicaSets().Informer().GetIndexer().Replace(sets, ""))
	c.must(c.informers.Core().V1().Pods().Informer().GetIndexer().Replace(pods, ""))
}

// As a ReplicaSet's controller does: those that are not ready go first, then those that became so last.
func (c *cluster) runSets(second int) {
	for _, set := range c.sets() {
		active, replicas := c.active(set.Name), int(*set.Spec.Replicas)
		for count := len(active); count < replicas; count++ {
			c.pods = append(c.pods, &scriptedPod{set: set.Name, template: templateOf(set), born: second, readySince: second})
		}
		sort.SliceStable(active, func(i, j int) bool {
			a, b := active[i], active[j]
			if a.ready != b.ready {
				return b.ready
			}
			if a.ready && a.readySince != b.readySince {
				return a.readySince > b.readySince
			}
			return a.born > b.born
		})
		for index := 0; index < len(active)-replicas; index++ {
			active[index].endsAt = second + c.EndsAfter
		}
	}
}

func (c *cluster) replicas() []int32 {
	replicas := make([]int32, len(c.ReadyAfter))
	for _, set := range c.sets() {
		replicas[templateOf(set)] = *set.Spec.Replicas
	}
	return replicas
}

// What can change from one sync to the next within a second.
func (c *cluster) snapshot() []runtime.Object {
	all := []runtime.Object{c.deployment()}
	for _, set := range c.sets() {
		all = append(all, set.DeepCopy())
	}
	return all
}

func TestDecisionsOnRollouts(t *testing.T) {
	decisions.Of(t, "rollouts", func(given rollout) map[string]any {
		cluster := newCluster(t, given)
		desired := [][2]any{}
		for second := 0; second < 50; second++ {
			cluster.movePods(second)
			cluster.act(second)
			for before := cluster.snapshot(); ; before = cluster.snapshot() {
				cluster.observe(second)
				cluster.must(cluster.controller.syncDeployment(context.TODO(), "default/web"))
				cluster.runSets(second)
				if reflect.DeepEqual(before, cluster.snapshot()) {
					break
				}
			}
			replicas := cluster.replicas()
			if last := len(desired) - 1; last < 0 || !reflect.DeepEqual(desired[last][1], replicas) {
				desired = append(desired, [2]any{second, replicas})
			}
		}
		return map[string]any{"desired": desired}
	})
}
