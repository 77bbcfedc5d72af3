/** The parts of ECharts that the product uses; loaded with the first chart. */
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use as add } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

add([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer])

export { init }
