import { AmbientLight, Box3, DirectionalLight, type Mesh, PerspectiveCamera, Scene, Vector3, WebGLRenderer } from 'three'
import { OrbitControls } from 'three/addons/controls/OrbitControls.js'
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js'

export interface Cue {
  viseme: string
  at_ms: number
  ms: number
}
export interface Stage {
  /** moves the mouth by cues, once */
  say: (cues: readonly Cue[]) => void
  end: () => void
}

/** Shows a model in a canvas: turned by pointer and arrow keys, drawn only when something changes. */
export async function openStage(canvas: HTMLCanvasElement, data: ArrayBuffer, calm: boolean): Promise<Stage> {
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true })
  renderer.setPixelRatio(Math.min(2, window.devicePixelRatio))
  const scene = new Scene()
  const light = new DirectionalLight(0xffffff, 2.4)
  light.position.set(0.6, 1, 1.2)
  scene.add(new AmbientLight(0xffffff, 1.5), light)
  const { scene: model } = await new GLTFLoader().parseAsync(data, '')
  scene.add(model)
  const box = new Box3().setFromObject(model)
  const middle = box.getCenter(new Vector3())
  const reach = Math.max(box.getSize(new Vector3()).length(), 0.01)
  const camera = new PerspectiveCamera(30, 1, reach / 100, reach * 20)
  camera.position.set(middle.x, middle.y, middle.z + reach * 1.55)
  const controls = new OrbitControls(camera, canvas)
  controls.target.copy(middle)
  controls.enablePan = false
  controls.minDistance = reach * 0.5
  controls.maxDistance = reach * 4
  const faces: Mesh[] = []
  model.traverse((part) => {
    if ((part as Mesh).morphTargetDictionary) faces.push(part as Mesh)
  })

  let frame = 0
  let speech: { cues: readonly Cue[]; from: number } | null = null
  const pose = (now: number) => {
    if (!speech) return
    const at = now - speech.from
    const cue = speech.cues.find((one) => at < one.at_ms + one.ms)
    const name = cue ? `viseme_${cue.viseme}` : ''
    for (const { morphTargetDictionary: names, morphTargetInfluences: weights } of faces)
      for (const [key, index] of Object.entries(names ?? {}))
        if (key.startsWith('viseme_') && weights) weights[index] = calm ? Number(key === name) : (weights[index] ?? 0) * 0.6 + Number(key === name) * 0.4
    if (!cue) speech = null
  }
  const draw = (now: number) => {
    frame = 0
    pose(now)
    controls.update()
    renderer.render(scene, camera)
    if (speech) ask()
  }
  const ask = () => {
    if (!frame) frame = requestAnimationFrame(draw)
  }
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = canvas
    if (!width || !height) return
    renderer.setSize(width, height, false)
    camera.aspect = width / height
    camera.updateProjectionMatrix()
    ask()
  }
  const onKey = (event: KeyboardEvent) => {
    const turn = { ArrowLeft: -0.15, ArrowRight: 0.15 }[event.key]
    if (!turn) return
    event.preventDefault()
    model.rotation.y += turn
    ask()
  }
  const watcher = new ResizeObserver(fit)
  watcher.observe(canvas)
  controls.addEventListener('change', ask)
  canvas.addEventListener('keydown', onKey)
  fit()
  return {
    say: (cues) => {
      speech = { cues, from: performance.now() }
      ask()
    },
    end: () => {
      cancelAnimationFrame(frame)
      watcher.disconnect()
      canvas.removeEventListener('keydown', onKey)
      controls.dispose()
      renderer.dispose()
    },
  }
}
